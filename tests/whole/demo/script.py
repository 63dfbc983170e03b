"""The steps of the day. Each begins where a clerk who is logged in lays the next card, and ends
there: at an idle counter, or on the page of a case that is over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from pos_client.domain.flows import (
    AWAIT_CUSTOMER,
    AWAIT_RE_REGISTRATION,
    NEW_NUMBER,
    RE_REGISTRATION,
    UNIT_ACTIVATION,
    UNIT_INDUSTRY_SIM,
    UNIT_REGISTRATION,
    UNIT_USER,
    UNIT_USER_LATER,
)
from pos_client.domain.flows import FLOWS as BY_NAME
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.policy import SandboxPolicy
from tests.whole.demo import (
    acting,
    own_numbers,
    port_in,
    re_registration,
    refusals,
    returning,
    review_centre,
    reviews,
    second_check,
    second_visit,
    sim_replacement,
    sim_stock,
    special,
    transfer,
    typed_away,
    typed_identity,
    unit_day,
)
from tests.whole.demo.clerk import ScreenWrong
from tests.whole.demo.day import BACK_S, Day, Step
from tests.whole.demo.gates import At, gates_of
from tests.whole.demo.gateway_books import compare, opened_cases, typed_into_cases
from tests.whole.demo.identity_search import traces, traces_of_text
from tests.whole.demo.intruder import TYPED
from tests.whole.demo.walk import SOMEBODY
from tests.whole.screen import wait_for

__all__ = ["FLOWS", "OF_ANY_FLOW", "SHORT_DAY", "ShopDay", "days_of", "shown_by"]


class ShopDay(NamedTuple):
    """A day in a shop of its own: gateway, home and books begin empty."""

    flow: str
    kind: OutletKind
    steps: Sequence[tuple[str, Step]]


def log_in(day: Day) -> None:
    day.stage.start_client()
    day.clerk.await_widget("loginButton", timeout_s=30)
    day.shoot("log-in")
    day.clerk.log_in()
    day.clerk.await_idle()
    for name in ("sign", "agentNumber", "clerk", "readerStatus", "demoStripe"):
        day.clerk.await_widget(name)
    day.shoot("counter-idle")


def resident_online(day: Day) -> None:
    clerk, person = day.clerk, day.person("resident-lin")
    day.note_read(clerk.lay(person))
    clerk.check_person(person)
    day.shoot("visual-check")
    walk = day.walk
    walk.visual_check()
    clerk.lift()
    day.shoot("consent")
    walk.consent()
    clerk.await_words("viewfinder", *SOMEBODY)
    day.shoot("live-photo")
    walk.photo("case.choose_number")
    clerk.await_widget("numberOffer-0")
    day.shoot("choose-number")
    walk.number_and_sim()
    day.shoot("form")
    walk.form()
    day.shoot("seal")
    sequence = walk.seal()
    clerk.await_words("outcome", "case.ACCEPTED")
    day.acknowledged[sequence] = Outcome.ACCEPTED
    day.shoot("accepted")


def another_resident_online(day: Day) -> None:
    day.register("resident-lin", Outcome.ACCEPTED)
    day.shoot("accepted")
    day.next_customer()


def another_kind_online(day: Day, slug: str) -> None:
    """The card is laid on the page of the customer before: nobody has to leave it first."""
    day.register(slug, Outcome.ACCEPTED)
    day.shoot(f"accepted-{slug}")


def other_name_refused(day: Day) -> None:
    """The register has another name: refused before anything is sealed."""
    refusals.at_verification(day, "resident-other-name", picture="refused")


def gateway_away_two_captured(day: Day) -> None:
    clerk = day.clerk
    day.stage.services.stop_gateway()
    clerk.await_widget("offlineBanner", timeout_s=BACK_S)
    for slug in ("resident-ma", "resident-tong"):
        day.register(slug, None)
        day.note_capture()
        day.shoot(f"captured-{slug}")
        day.next_customer()
    day.shoot("offline-idle")
    day.stage.hands.press("F4")
    clerk.await_widget("queueTable")
    day.shoot("queue")
    day.stage.hands.press("F2")
    clerk.await_idle()


def killed_and_restarted(day: Day) -> None:
    """No handler gets to run; what was called saved is there afterwards."""
    pending = _pending(day)
    if not pending:
        raise ScreenWrong("nothing is pending, so the kill proves nothing")
    day.stage.kill_client()
    day.stage.start_client()
    day.clerk.log_in()
    day.clerk.await_idle()
    wait_for("the queue to be as it was", lambda: _pending(day) == pending)
    day.shoot("after-the-kill")


def gateway_back_both_accepted(day: Day) -> None:
    waiting = [sequence for sequence, outcome in day.acknowledged.items() if outcome is None]
    if not waiting:
        raise ScreenWrong("nothing is waiting for the gateway")
    day.stage.services.start_gateway()
    wait_for("an empty queue", lambda: _pending(day) == 0, BACK_S)
    wait_for("the banner to go", lambda: day.clerk.sees("offlineBanner") is None)
    day.stage.hands.press("F4")
    told = day.clerk.outcomes_in_queue(waiting)
    day.acknowledged.update(told)
    day.shoot("queue-drained")
    day.stage.hands.press("F2")
    day.clerk.await_idle()
    wrong = [sequence for sequence in waiting if told.get(sequence) is not Outcome.ACCEPTED]
    if wrong:
        raise ScreenWrong(f"not accepted: {wrong}")


def ledger_compared(day: Day) -> None:
    ledger = day.stage.services.ledger()
    found = compare(day.acknowledged, ledger, day.expected_alarms)
    totals = day.report.totals
    for row in ledger["registrations"]:
        of_flow = day.report.of(row["flow"])
        of_flow.accepted += row["outcome"] == Outcome.ACCEPTED.value
        if row["outcome"] == Outcome.REJECTED.value:
            of_flow.note_refusal(row["code"])
    totals.accepted += found.accepted
    totals.rejected += found.rejected
    totals.lost += len(found.lost)
    totals.duplicated += found.duplicated
    totals.pending = _pending(day)
    day.say(f"    {totals.accepted} accepted, {totals.rejected} refused, {totals.pending} pending")
    if found.faults:
        raise ScreenWrong("; ".join(found.faults))
    if totals.pending:
        raise ScreenWrong(f"{totals.pending} are still pending")


def no_typed_identity_at_the_gateway(day: Day) -> None:
    """Open every case in the ledger: what hands have typed stands in none."""
    totals = day.report.totals
    cases = opened_cases(day.stage.services.gateway_folder)
    found = typed_into_cases(TYPED, cases)
    totals.identity_characters_typed += found
    if found:
        raise ScreenWrong(f"{found} typed characters stand in a case at the gateway")
    if not cases:
        raise ScreenWrong("no case has reached the gateway")


def no_identity_in_files(day: Day) -> None:
    """Nobody whose card was laid is in any file that the program has written."""
    _search(day, "at work")
    day.shoot("evening")
    day.stage.client.end()
    _search(day, "after the end")


def _search(day: Day, when: str) -> None:
    files = list(day.stage.written_by_the_client())
    found = traces(day.seen.values(), files)
    found += traces_of_text("a contact number", typed_away.CONTACT_NUMBER, files)
    if found:
        raise ScreenWrong(f"{when}: " + "; ".join(map(str, found[:5])))


def _pending(day: Day) -> int:
    return day.clerk.figure("todayPending")


def _nothing_before(day: Day) -> None:
    """A new number begins with the card."""
    day.clerk.await_idle()


_OFFLINE: tuple[tuple[str, Step], ...] = (
    ("gateway-away-two-captured", gateway_away_two_captured),
    ("killed-and-restarted", killed_and_restarted),
    ("gateway-back-both-accepted", gateway_back_both_accepted),
)
_RECKONING: tuple[tuple[str, Step], ...] = (
    ("ledger-compared", ledger_compared),
    ("no-typed-identity-at-the-gateway", no_typed_identity_at_the_gateway),
    ("no-identity-in-files", no_identity_in_files),
)

_LOG_IN: tuple[tuple[str, Step], ...] = (("log-in", log_in),)

_NEW_NUMBER: tuple[tuple[str, Step], ...] = (
    ("resident-online", resident_online),
    ("hmt-resident-online", partial(another_kind_online, slug="hmt-ho")),
    ("foreign-pr-2017-online", partial(another_kind_online, slug="foreign-2017-sample")),
    ("foreign-pr-2023-online", partial(another_kind_online, slug="foreign-2023-exemple")),
    ("other-name-refused", other_name_refused),
    *refusals.STEPS,
    *gates_of(At(_nothing_before, "resident-wang", ("case.choose_number",)), "new-number"),
    *reviews.STEPS,
    *_OFFLINE,
    *returning.STEPS,
    *typed_identity.STEPS,
    *typed_away.STEPS,
)

FLOWS: dict[str, tuple[tuple[str, Step], ...]] = {
    "new_number": (*_LOG_IN, *_NEW_NUMBER, *_RECKONING),
    "re_registration": (
        *_LOG_IN,
        *re_registration.STEPS,
        *second_visit.STEPS,
        *_RECKONING,
    ),
    "sim_replacement": (*_LOG_IN, *sim_replacement.STEPS, *_RECKONING),
    "second_real_person_check": (*_LOG_IN, *second_check.STEPS, *_RECKONING),
    "port_in": (*_LOG_IN, *port_in.STEPS, *_RECKONING),
    "transfer": (*_LOG_IN, *transfer.STEPS, *_RECKONING),
    "new_number_with_guardian": (*_LOG_IN, *acting.OF_GUARDIANS, *_RECKONING),
    "new_number_by_trustee": (*_LOG_IN, *acting.OF_TRUSTEES, *_RECKONING),
    "disputed_number": (*_LOG_IN, *own_numbers.STEPS, *_RECKONING),
    "sim_stock": (*_LOG_IN, *sim_stock.STEPS, *_RECKONING),
    "unit_registration": (*_LOG_IN, *unit_day.STEPS, *_RECKONING),
    "special_document": (*_LOG_IN, *special.STEPS, *_RECKONING),
    "review": (*_LOG_IN, *review_centre.STEPS, *_OFFLINE, *_RECKONING),
    # Whoever has a number already is looked at before another one, so new numbers come first.
    "all": (
        *_LOG_IN,
        *_NEW_NUMBER,
        *re_registration.STEPS,
        *second_visit.STEPS,
        *sim_replacement.STEPS,
        *second_check.AT_AN_AGENTS,
        *transfer.AT_AN_AGENTS,
        *port_in.STEPS,
        *own_numbers.AT_AN_AGENTS,
        *unit_day.AT_AN_AGENTS,
        *_RECKONING,
    ),
}
"""The days that show a flow: accepted, each gate's refusal, and offline."""

OF_ANY_FLOW = ("review", "sim_stock")
"""What a case of any flow may come to: shown on a day of its own, with new numbers."""

_POLICY = SandboxPolicy()
_OWN_HALL_FLOWS = [
    name
    for name in BY_NAME
    if name in FLOWS and not _POLICY.may_do(BY_NAME[name], OutletKind.AGENT)
]


_SHOWN_WITH = {
    NEW_NUMBER.name: (AWAIT_CUSTOMER.name,),
    RE_REGISTRATION.name: (AWAIT_RE_REGISTRATION.name,),
    UNIT_REGISTRATION.name: (
        UNIT_USER.name,
        UNIT_USER_LATER.name,
        UNIT_ACTIVATION.name,
        UNIT_INDUSTRY_SIM.name,
    ),
}
"""What cannot be shown alone: it begins with what another flow has left."""


def shown_by(flow: str) -> tuple[str, ...]:
    """The flows of the domain of which these days have to show everything."""
    if flow == "all":
        return tuple(BY_NAME)
    return () if flow in OF_ANY_FLOW else (flow, *_SHOWN_WITH.get(flow, ()))


def days_of(flow: str) -> tuple[ShopDay, ...]:
    """The day of one flow, where it may be done; all of them are an agent's day, and one in an own
    hall for each flow that nobody else does, by rule or by the gateway's policy, and one for what
    any flow may come to."""
    names = (flow, *_OWN_HALL_FLOWS, *OF_ANY_FLOW) if flow == "all" else (flow,)
    return tuple(
        ShopDay(
            name,
            OutletKind.OWN_HALL if name in _OWN_HALL_FLOWS else OutletKind.AGENT,
            FLOWS[name],
        )
        for name in names
    )


SHORT_DAY: tuple[tuple[str, Step], ...] = (
    *_LOG_IN,
    ("resident-online", another_resident_online),
    ("other-name-refused", other_name_refused),
    *_OFFLINE,
    *_RECKONING,
)
