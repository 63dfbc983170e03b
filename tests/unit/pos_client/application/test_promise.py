"""What the banner promises is kept: so many cases, until then, however slow the customers are.

Each example draws every limit there is, and how the day goes. The cases are real ones, from the
card to the seal, and so are the refusals behind the last of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from pos_client.application import commands
from pos_client.application.offline import BYTES_PER_RECORD, KEPT_FREE_BYTES
from pos_client.application.state import CasePhase, OfflineState
from pos_client.domain.evidence import Challenge
from pos_client.domain.flow import Step
from pos_client.domain.local_day import local_day
from pos_client.domain.party import SEALED_WITHIN
from pos_client.domain.policy import Completion
from pos_client.testing.gateway_words import level_claims
from pos_client.testing.store import InMemoryStore
from tests import people
from tests.unit.pos_client.application.rig import Rig, body_of

MOMENT = timedelta(seconds=1)
REFUSED = {"B-601", "C-503"}  # a limit is reached, or the session has run out


@dataclass(frozen=True)
class Day:
    """The limits of one device, and what its clerk does.

    Attributes:
        away_after: how long after the log-in the gateway goes away.
        logs_in_again: the clerk does so, now without the gateway.
        pauses: where in the time that is left each case begins, 0 to 1.
        minutes: how long each customer takes at the desk.
    """

    claims: dict[str, Any]
    challenges: list[float]
    records_of_room: int
    away_after: timedelta
    logs_in_again: bool
    pauses: list[float]
    minutes: list[float]


def after(hours: float) -> datetime:
    return people.NOON + timedelta(hours=hours)


HOURS = st.floats(0.3, 100)
COUNTS = st.sampled_from([1000, 1000, 1000, 0, 1, 2, 3])
AT_LEAST = st.sampled_from([0, 3, 5, 7])
HARDLY = st.just(168)
RARELY = st.sampled_from([False] * 9 + [True])


@st.composite
def days(draw: st.DrawFn) -> Day:
    numbers = draw(st.lists(HOURS, min_size=draw(AT_LEAST) // 2, max_size=4))
    flows = [] if draw(RARELY) else ["new_number"]
    level = "A" if draw(RARELY) else "B"
    claims = {
        "offline": {
            "completion": draw(st.sampled_from(["GATEWAY_COMPLETES", "CUSTOMER_RETURNS"])),
            "records": draw(COUNTS),
            "records_per_clerk": draw(COUNTS),
            "window_hours": draw(HARDLY | st.integers(0, 72)),
            "hard_stop_hours": draw(HARDLY | st.integers(0, 168)),
            "log_in_hours": draw(st.sampled_from([168, 168, 2, 5, 9, 30])),
            "flows": flows,
        },
        "evidence": {
            "minimum_level": {"AGENT": level_claims(level)},
        },
        "number_block": [
            {"phone_number": f"1705559{place:04d}", "expires_at": after(hours).isoformat()}
            for place, hours in enumerate(numbers)
        ],
        "expires_at": after(draw(st.floats(1, 400))).isoformat(),
    }
    commission_ends = local_day(after(24 * draw(st.integers(0, 5))))
    return Day(
        claims=claims | {"outlet": {"commission_until": commission_ends.isoformat()}},
        challenges=draw(st.lists(HOURS, min_size=draw(AT_LEAST), max_size=9)),
        records_of_room=draw(COUNTS),
        away_after=timedelta(hours=draw(st.floats(0, 1) | st.floats(0, 30))),
        logs_in_again=draw(st.booleans()),
        pauses=draw(st.lists(st.floats(0, 1), min_size=8, max_size=8)),
        minutes=draw(st.lists(st.floats(0, 13), min_size=8, max_size=8)),
    )


def opened(day: Day) -> Rig:
    """A counter whose gateway has just gone."""
    outlet = Rig(Path("unused"), InMemoryStore()).gateway.claims["outlet"]
    rig = Rig(
        Path("unused"), InMemoryStore(), **day.claims | {"outlet": outlet | day.claims["outlet"]}
    )
    rig.free_bytes = KEPT_FREE_BYTES + day.records_of_room * BYTES_PER_RECORD + 1000
    pool = [Challenge(f"pool-{n}", bytes(32), after(end)) for n, end in enumerate(day.challenges)]
    rig.store.add_challenges(pool)
    rig.log_in()
    rig.clock.advance(day.away_after)
    rig.do(lambda: rig.counter.note_contact(rig.clock.now()))
    rig.lose_gateway()
    if day.logs_in_again:
        rig.ask(commands.LogOut())
        rig.log_in()
    return rig


def banner(rig: Rig) -> OfflineState:
    """What it says, which is never more than the carrier has allowed."""
    rig.do(rig.counter.read_figures)
    offline, policy = rig.state.offline, rig.counter._desk.configuration.offline
    assert offline is not None
    if offline.allowed_more:
        allowed = min(policy.records, policy.records_per_clerk)
        assert offline.captured + offline.allowed_more <= allowed
    return offline


def serve(rig: Rig, takes: timedelta) -> None:
    """One customer, slow at every step; nothing may stand in the way from card to seal."""
    rig.customer.sim_number += 1
    before = rig.store.count_pending(offline_only=True)
    rig.lay()
    assert rig.state.case is not None, (rig.trouble, rig.state.trouble)
    rig.clock.advance(takes / 4)
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert rig.case.is_offline, rig.state.trouble
    rig.clock.advance(takes / 2)
    rig.do(rig.counter.tick)
    rig.go_to(Step.SEAL)
    rig.clock.advance(takes / 4)
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED, rig.state.trouble
    assert rig.store.count_pending(offline_only=True) == before + 1
    check_the_gateway_takes_it(rig)
    rig.ask(commands.FinishCase())


def check_the_gateway_takes_it(rig: Rig) -> None:
    """No limit of time that the gateway looks at speaks against what was saved."""
    body, offline = body_of(rig), rig.counter._desk.configuration.offline
    session = rig.counter._desk.session
    assert session is not None
    (read,) = body.evidence
    assert read.read_at <= read.challenge.expires_at
    as_offline = session.gateway_time + offline.log_in_window
    assert read.read_at <= (as_offline if body.is_offline_session else session.expires_at)
    leased = {
        each.phone_number: each.expires_at for each in rig.counter._desk.configuration.number_block
    }
    if offline.completion is Completion.GATEWAY_COMPLETES:
        assert body.confirmed_at <= leased[body.phone_number]
    assert body.confirmed_at - read.read_at <= SEALED_WITHIN


def check_refusal(rig: Rig) -> bool:
    """A card is refused exactly where the banner allows none, and for the reason it gives."""
    said = banner(rig)
    rig.ask(commands.DismissTrouble())
    rig.lay()
    is_refused = rig.state.case is None
    assert is_refused == (said.allowed_more == 0), (said, rig.state.trouble)
    if is_refused:
        assert rig.trouble in REFUSED
        facts = dict(rig.state.trouble.facts) if rig.state.trouble else {}
        assert facts.get("limit", said.limit) == said.limit
    rig.ask(commands.CancelCase())
    return is_refused


@settings(max_examples=300)
@given(day=days())
def test_the_banner_never_promises_a_case_that_is_then_refused(day: Day) -> None:
    rig = opened(day)
    if rig.state.session is None:
        event("no log-in without the gateway")
        return
    promise = banner(rig)
    event(f"nearest: {promise.limit}" if promise.allowed_more else f"closed: {promise.limit}")
    if not promise.allowed_more:
        assert check_refusal(rig)
        return
    until = promise.until
    assert until is not None
    for served in range(min(promise.allowed_more, len(day.pauses))):
        left = until - MOMENT - rig.clock.now()
        if left <= timedelta(0):
            event("out of time")
            break
        is_last = served == promise.allowed_more - 1
        rig.clock.advance(left if is_last else left * day.pauses[served])
        assert banner(rig).allowed_more >= promise.allowed_more - served, promise
        serve(rig, timedelta(minutes=day.minutes[served]))
    check_refusal(rig)
    rig.clock.advance(max(timedelta(0), until - rig.clock.now()))
    check_refusal(rig)
