"""No sequence of events at the counter leads to a sealed case past a gate."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.unit.pos_client.application.any_counter import AnyCounter

AnyCounter.TestCase.settings = settings(
    max_examples=120,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestNothingIsSealedPastAGate = AnyCounter.TestCase
