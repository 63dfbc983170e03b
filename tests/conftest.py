"""What holds for every test: a private home, a closed network, nothing left behind, no noise.

Warnings and Qt messages are failures too; `pyproject.toml` says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings

from tests import guards
from tests.honest_cases import first_moment_again

if TYPE_CHECKING:
    from tests.faults.relay.cluster import Cluster

# A shared machine may stall for a second; that is no finding. The same examples every time, so
# that a red run can be repeated; `--hypothesis-profile=search` looks for new ones.
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.register_profile("search", deadline=None)
settings.load_profile("house")

# Other people's packages: a test installs them where they belong.
collect_ignore = ["third_party"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "expected_log(*patterns): warnings in the log that this test is about"
    )
    config.addinivalue_line(
        "markers",
        "limit_in_seconds: the best of three tries counts. A busy machine takes seconds away now "
        "and then, a defect every time",
    )
    config.addinivalue_line(
        "markers", "fault(*rows): the row of docs/faults.md that this test proves, 1 to 60"
    )
    guards.scrub_environment()
    guards.close_network()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    if item.get_closest_marker("limit_in_seconds") is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for _ in range(3):
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        if not any(report.failed for report in reports):
            break
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.fixture(scope="session")
def own_postgresql() -> Iterator[Cluster]:
    """A PostgreSQL server of this worker, made when the first test asks for it."""
    from tests.faults.relay.cluster import Cluster, NoServer  # with a driver that few tests need

    try:
        cluster = Cluster()
    except NoServer as cause:
        pytest.skip(str(cause))
    with cluster:
        yield cluster


@pytest.fixture
def postgresql(own_postgresql: Cluster) -> Cluster:
    """The same, running as usual and empty, whatever the test before did to it."""
    if not own_postgresql.is_usual():
        own_postgresql.restart()
    own_postgresql.ask("DROP TABLE IF EXISTS sealed_envelopes")
    return own_postgresql


@pytest.fixture(autouse=True, scope="module")
def same_light() -> None:
    """Which files ran before on this worker must not decide what a camera sees in this one."""
    first_moment_again()


@pytest.fixture(autouse=True)
def guarded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Stand around the test and all its own fixtures, since it is the first one set up."""
    expected = [
        pattern for mark in request.node.iter_markers("expected_log") for pattern in mark.args
    ]
    with ExitStack() as guard:
        guard.enter_context(guards.private_home(tmp_path_factory.mktemp("home")))
        guard.enter_context(guards.no_unexpected_log(expected))
        guard.enter_context(guards.no_network())
        guard.enter_context(guards.no_leaked_threads())
        guard.enter_context(guards.no_leaked_widgets())
        yield
