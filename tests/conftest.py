"""The two wars, read once a session, and the rules, compiled once before the workers start."""

from __future__ import annotations

import pytest

from gunboat.scenario.read import WrittenWar, read_war
from playing import SHIPPED, SMALL, Course, choosing, plan_of


def pytest_configure(config: pytest.Config) -> None:
    """Compile the rules in the process that starts the workers, so that they load them from the cache on disk."""
    starts_workers = getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput")
    if not starts_workers or config.option.collectonly:
        return
    war = read_war(SMALL)
    course = Course(plan_of(war, seats=choosing(war)))
    if course.begin(0) == 1:
        course.runner.decide(0)


@pytest.fixture(scope="session")
def small() -> WrittenWar:
    """The invented war of the two harbours."""
    return read_war(SMALL)


@pytest.fixture(scope="session")
def shipped() -> WrittenWar:
    """The Second Opium War."""
    return read_war(SHIPPED)


@pytest.fixture(scope="session", params=["small", "shipped"])
def war(request: pytest.FixtureRequest) -> WrittenWar:
    """Each of the two wars in turn."""
    found: WrittenWar = request.getfixturevalue(request.param)
    return found
