"""The reference model in SimPy 4: each actor, force, letter and clock is a process.

The rules are those of `plain.py`; time, and what happens next, are SimPy's. Events of one minute come in the order in
which they were put on the agenda, so that a history differs from the engine's where two meet in one minute.
"""

from __future__ import annotations

import simpy


def world_class(plain):
    """The world of these rules (the module `plain`, or that with its own dice) as SimPy processes."""

    class World(plain.World):
        def __init__(self, seed, number):
            self.environment = simpy.Environment()
            super().__init__(seed, number)

        def after(self, delay, slot, happen, subject):
            del slot
            self.environment.process(self.life(delay, happen, subject))

        def life(self, delay, happen, subject):
            environment = self.environment
            while delay:
                yield environment.timeout(delay)
                self.now = environment.now
                self.n_events += 1
                delay = happen(self, subject)

        def run(self):
            self.environment.run(until=plain.END)

    return World
