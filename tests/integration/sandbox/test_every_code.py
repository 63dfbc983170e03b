"""Every code of the rules can be had from this gateway: from the deck, or by telling it to.

The list stands here once more, by hand: a code that is forgotten in one place is missed in the
other. What only a reader can say is read from the simulated one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from drivers import CardRefused
from drivers.simulator.faults import Fault
from pos_client.protocol.api import Paths
from pos_client.protocol.envelope import Envelope
from pos_client.sandbox.control import Control
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.returning import capture, status
from tests.integration.sandbox.walks import captured, codes_of, outcome_of
from tests.outlets import OTHER, move
from tests.unit.drivers.sam.test_session_and_simulator import ALICE, Simulated, line_to

BEAT = {"pending": 0, "quarantined": 0, "oldest_pending_at": None, "program_version": "1"}
OUTCOMES = ("REJECTED", "UNDER_REVIEW", "AWAITING_CUSTOMER")


@dataclass
class World:
    """A gateway, a device of it, and the deck."""

    sandbox: RunningSandbox
    device: TestDevice
    card: Cards
    enrol: Enrol

    def obey(self, line: str) -> None:
        assert Control(self.sandbox).obey(line)["ok"], line

    def alarms(self) -> set[str]:
        return {alarm["code"] for alarm in read_ledger(self.sandbox.home.folder)["alarms"]}

    def begun(self, slug: str = "resident-lin") -> CaseAtHand:
        case = self.device.open_case()
        self.device.read(case, self.card(slug))
        return case

    def captured(self, slug: str = "resident-lin", place: int = 0) -> CaseAtHand:
        return captured(self.device, self.card(slug), place)

    def outcome(self, case: CaseAtHand) -> set[str]:
        return set(outcome_of(self.device, self.device.registration(case)))


Way = Callable[[World], set[str]]


# From the deck, and from who stands before the camera ------------------------------------------


def laid(slug: str) -> Way:
    return lambda world: set(codes_of(world.device, world.begun(slug)))


def photographed(slug: str, manner: str = "everyday") -> Way:
    """Whose face it is, before the card of somebody else."""

    def way(world: World) -> set[str]:
        case = world.begun(slug)
        world.device.photograph(case, manner)
        case.reads = ()
        world.device.read(case, world.card("resident-lin"))
        return set(codes_of(world.device, case))

    return way


def declined(world: World) -> set[str]:
    case = world.begun()
    world.device.agree(case, declined=("face",))
    return set(codes_of(world.device, case))


def unreadable(_world: World) -> set[str]:
    """The chip answers nothing, three times over."""
    simulated = Simulated(Fault.parse(["wrong_status", "status=81", "on=select_card"]))
    line = line_to(simulated)
    simulated.lay(ALICE)
    refused = line.next_event()
    assert isinstance(refused, CardRefused)
    return {"CARD_UNREADABLE"} if refused.is_unreadable else set()


# Told from outside -----------------------------------------------------------------------------


def told(check: str, code: str) -> Way:
    def way(world: World) -> set[str]:
        world.obey(f"verdict {check} {code} times=1")
        return set(codes_of(world.device, world.begun()))

    return way


def register_away(world: World) -> set[str]:
    world.obey("register down")
    return set(codes_of(world.device, world.begun()))


def never_came_back(world: World) -> set[str]:
    world.obey("completion CUSTOMER_RETURNS")
    slip = capture(world.device, world.card)
    world.obey(f"age {slip.registration_id} 31")
    return set(status(world.device, slip))


def decided(outcome: str, code: str) -> Way:
    def way(world: World) -> set[str]:
        world.obey(f"outcome {outcome} {code} times=1")
        found = world.outcome(world.captured())
        assert outcome in found
        return found

    return way


# By doing it -----------------------------------------------------------------------------------


def read_as(**more: object) -> Way:
    return lambda world: world.outcome(captured(world.device, world.card("resident-lin"), **more))


def another_outlet_forwards(world: World) -> set[str]:
    data = world.device.registration(world.captured())
    other = world.enrol(world.sandbox)
    world.sandbox.call(lambda desk: move(desk, other.id))
    other.outlet_code = OTHER.code
    answer = other.register(data)
    assert (answer.status_code, answer.json()["code"]) == (422, "CERTIFICATE_MISMATCH")
    assert answer.json()["registration_id"] == str(Envelope.from_bytes(data).header.id)
    return world.alarms()


def signed_by_nobody(world: World) -> set[str]:
    envelope = Envelope.from_bytes(world.device.registration(world.captured()))
    forged = replace(envelope, signature=envelope.signature[::-1])
    assert world.device.register(forged.to_bytes()).status_code == 422
    return world.alarms()


def same_id_other_bytes(world: World) -> set[str]:
    first = world.device.registration(world.captured())
    outcome_of(world.device, first)
    again = world.device.registration(
        world.captured("resident-wang", 1), id=Envelope.from_bytes(first).header.id
    )
    assert world.device.register(again).status_code == 422
    return world.alarms()


def two_people(world: World) -> set[str]:
    case = world.captured()
    case.challenge = world.device.offline_case().challenge
    world.device.read(case, world.card("resident-wang"))
    return world.outcome(case)


def spoilt_frames(world: World) -> set[str]:
    text = world.card("resident-lin").text
    return read_as(raw_text=text[:-40] + bytes(40))(world) | world.outcome(
        captured(world.device, world.card("resident-lin"), raw_text=bytes(256))
    )


def forwarded_after_the_revocation(world: World) -> set[str]:
    data = world.device.registration(world.captured())
    world.obey(f"revoke {world.device.id}")
    return set(outcome_of(world.enrol(world.sandbox), data))


def a_foreign_nonce(world: World) -> set[str]:
    case = world.device.offline_case()
    case.challenge = replace(case.challenge, nonce=bytes(32))
    world.device.read(case, world.card("resident-lin"))
    return world.outcome(case)


def one_challenge_twice(world: World) -> set[str]:
    first, second = world.captured(), world.captured("resident-wang", 1)
    second.challenge, second.reads = first.challenge, ()
    world.device.read(second, world.card("resident-wang"))
    world.outcome(first)
    return world.outcome(second)


def one_read_twice(world: World) -> set[str]:
    first, second = world.captured(), world.captured(place=1)
    second.challenge, second.reads = first.challenge, first.reads
    world.outcome(first)
    return world.outcome(second)


def sealed_long_after(world: World) -> set[str]:
    late = datetime.now(UTC) + timedelta(minutes=16)
    return set(
        outcome_of(world.device, world.device.registration(world.captured(), confirmed_at=late))
    )


def read_too_late(world: World) -> set[str]:
    case = world.device.offline_case()
    late = case.challenge.expires_at + timedelta(seconds=1)
    case.reads = (replace(world.device.read(case, world.card("resident-lin")), read_at=late),)
    return world.outcome(case)


def an_envelope_missing(world: World) -> set[str]:
    world.device.sequence += 1
    world.outcome(world.captured())
    world.device.call("POST", Paths.HEARTBEATS, json=BEAT)
    return world.alarms()


def dismissed(world: World) -> set[str]:
    world.obey(f"dismiss {world.sandbox.clerk_number}")
    return world.outcome(world.captured())


VERDICTS: dict[str, Way] = {
    "ID_MATCH": laid("resident-lin"),
    "ID_MISMATCH": laid("resident-other-name"),
    "ID_NOT_FOUND": laid("resident-unknown"),
    "ID_NO_PHOTO": laid("resident-register-no-photo"),
    "DOC_INVALIDATED": laid("resident-invalidated"),
    "DOC_EXPIRED": laid("resident-expired"),
    "CARD_INVALID": told("ONLINE_VERIFICATION", "CARD_INVALID"),
    "CARD_UNREADABLE": unreadable,
    "FACE_SAME": laid("resident-lin"),
    "FACE_UNSURE": laid("resident-no-photo"),
    "FACE_DIFFERENT": photographed("resident-wang"),
    "FACE_REFUSED": declined,
    "FACE_QUALITY": photographed("resident-lin", "dark"),
    "LIVENESS_FAILED": told("FACE_MATCH", "LIVENESS_FAILED"),
    "QUOTA_OK": laid("resident-lin"),
    "QUOTA_REVIEW": laid("resident-second-number"),
    "QUOTA_FULL": laid("resident-quota"),
    "RISK_REVIEW": told("ONLINE_VERIFICATION", "RISK_REVIEW"),
    "RISK_DENY": told("ONLINE_VERIFICATION", "RISK_DENY"),
    "PUNISHED_LIMITED": told("ONLINE_VERIFICATION", "PUNISHED_LIMITED"),
    "BLACKLISTED": told("ONLINE_VERIFICATION", "BLACKLISTED"),
    "ARREARS": told("ONLINE_VERIFICATION", "ARREARS"),
    "UNDER_AGE": laid("resident-child-8"),
    "SERVICE_UNAVAILABLE": register_away,
    "EXPIRED": never_came_back,
}
EVIDENCE: dict[str, Way] = {
    "CERTIFICATE_MISMATCH": another_outlet_forwards,
    "SIGNATURE_INVALID": signed_by_nobody,
    "FRAME_INVALID": spoilt_frames,
    "IDENTITY_MISMATCH": two_people,
    "CAPTURED_AFTER_REVOCATION": forwarded_after_the_revocation,
    "LEVEL_TOO_LOW": decided("REJECTED", "LEVEL_TOO_LOW"),
    "CHALLENGE_UNKNOWN": a_foreign_nonce,
    "CHALLENGE_USED": one_challenge_twice,
    "CHALLENGE_EXPIRED": read_too_late,
    "EVIDENCE_USED": one_read_twice,
    "READ_EXPIRED": sealed_long_after,
    "COUNTER_GAP": an_envelope_missing,
    "READER_NOT_TRUSTED": read_as(sam_id="05.03-20200101-0000000001-0000000001"),
    "READER_SIMULATED": decided("REJECTED", "READER_SIMULATED"),
    "CLERK_NOT_ENTITLED": dismissed,
    "AGENT_NOT_COMMISSIONED": decided("REJECTED", "AGENT_NOT_COMMISSIONED"),
    "OUTLET_CLOSED": decided("REJECTED", "OUTLET_CLOSED"),
    "VELOCITY_EXCEEDED": decided("UNDER_REVIEW", "VELOCITY_EXCEEDED"),
    "GEO_DENIED": decided("REJECTED", "GEO_DENIED"),
    "LOCATION_UNKNOWN": decided("UNDER_REVIEW", "LOCATION_UNKNOWN"),
    "OFFLINE_WINDOW_EXCEEDED": decided("UNDER_REVIEW", "OFFLINE_WINDOW_EXCEEDED"),
    "IDEMPOTENCY_CONFLICT": same_id_other_bytes,
}
ALARMS = {
    *("CERTIFICATE_MISMATCH", "SIGNATURE_INVALID", "FRAME_INVALID", "IDENTITY_MISMATCH"),
    *("CAPTURED_AFTER_REVOCATION", "COUNTER_GAP", "IDEMPOTENCY_CONFLICT"),
    *("DOC_INVALIDATED", "FACE_DIFFERENT", "LIVENESS_FAILED"),
}


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """A gateway with the shipped policy."""
    with RunningSandbox(tmp_path_factory.mktemp("ordinary")) as sandbox:
        yield sandbox


@pytest.fixture
def world(ordinary: RunningSandbox, enrol: Enrol, card: Cards) -> Iterator[World]:
    """As if nothing had happened yet: nobody has numbers, nobody was dismissed, no alarm rang."""
    for statement in (
        "DELETE FROM alarms",
        "DELETE FROM effects",
        "DELETE FROM quota_reservations",
        "DELETE FROM cooling_off",
        "DELETE FROM subscribers WHERE brand <> ''",
        "UPDATE registrations SET person_key = NULL",
        "UPDATE clerks SET dismissed_at = NULL",
    ):
        ordinary.call(lambda desk, said=statement: desk.connection.exec_driver_sql(said))
    yield World(ordinary, enrol(ordinary), card, enrol)
    for line in ("verdicts clear", "register up", "completion GATEWAY_COMPLETES"):
        assert Control(ordinary).obey(line)["ok"]


@pytest.mark.parametrize("code", VERDICTS)
def test_a_verdict_can_be_had(world: World, code: str) -> None:
    assert code in VERDICTS[code](world)
    assert (code in world.alarms()) == (code in ALARMS)


@pytest.mark.parametrize("code", EVIDENCE)
def test_a_code_about_evidence_can_be_had(world: World, code: str) -> None:
    assert code in EVIDENCE[code](world)
    assert (code in world.alarms()) == (code in ALARMS)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_can_be_had_with_any_code_and_once(world: World, outcome: str) -> None:
    assert decided(outcome, "ANY_CODE")(world) == {outcome, "ANY_CODE"}
    assert world.outcome(world.captured("resident-wang", 1)) == {"ACCEPTED", ""}


def test_an_outcome_that_nobody_can_give_is_refused(world: World) -> None:
    for line in ("outcome ACCEPTED X", "outcome REJECTED", "outcome REJECTED x", "outcome DONE X"):
        assert not Control(world.sandbox).obey(line)["ok"], line


def test_a_registration_under_review_for_a_told_reason_is_decided_as_any_other(
    world: World,
) -> None:
    case = world.captured()
    world.obey("outcome UNDER_REVIEW LOCATION_UNKNOWN times=1")
    data = world.device.registration(case)
    assert outcome_of(world.device, data) == ("UNDER_REVIEW", "LOCATION_UNKNOWN")
    id_: UUID = Envelope.from_bytes(data).header.id
    world.obey(f"review {id_} accept")
    assert outcome_of(world.device, data) == ("ACCEPTED", "")
