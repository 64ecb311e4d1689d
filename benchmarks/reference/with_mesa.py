"""The reference model in Mesa 3: actors and forces are agents, and Mesa's event scheduler calls them.

The rules are those of `plain.py`; time, and what happens next, are Mesa's. Events of one minute come in the order in
which they were put on the agenda, so that a history differs from the engine's where two meet in one minute.
"""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the scheduler calls itself experimental
    import mesa
    from mesa.experimental.devs import DEVSimulator


def world_class(plain):
    """The world of these rules (the module `plain`, or that with its own dice) as a Mesa model."""

    class Actor(plain.Actor, mesa.Agent):
        def __init__(self, model, *row):
            mesa.Agent.__init__(self, model)
            plain.Actor.__init__(self, *row)

    class Force(plain.Force, mesa.Agent):
        def __init__(self, model, *row):
            mesa.Agent.__init__(self, model)
            plain.Force.__init__(self, *row)

    class World(plain.World, mesa.Model):
        def __init__(self, seed, number):
            mesa.Model.__init__(self, seed=number)
            self.simulator = DEVSimulator()
            self.simulator.setup(self)
            plain.World.__init__(self, seed, number)

        def new_actor(self, *row):
            return Actor(self, *row)

        def new_force(self, *row):
            return Force(self, *row)

        def after(self, delay, slot, happen, subject):
            del slot
            self.simulator.schedule_event_relative(self.occur, delay, function_args=[happen, subject])

        def occur(self, happen, subject):
            self.now = self.simulator.time
            self.n_events += 1
            again = happen(self, subject)
            if again:
                self.simulator.schedule_event_relative(self.occur, again, function_args=[happen, subject])

        def run(self):
            self.simulator.run_until(plain.END - 1)

    return World
