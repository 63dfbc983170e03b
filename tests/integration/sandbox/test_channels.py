"""The book of outlets as channels: admitted by two, suspended, revoked, and only added to."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import delete, select

from pos_client.domain.channel import ChannelState, Gap, OpeningHours
from pos_client.domain.outlet import Outlet, OutletKind, Role
from pos_client.domain.sign_code import objection_to, read_sign_token
from pos_client.protocol.api import DRAIN_ONLY, Paths, TroubleCode
from pos_client.protocol.sign import sign_from
from pos_client.sandbox import tables
from pos_client.sandbox.admissions import OnSiteRecord
from pos_client.sandbox.channel_facts import ChannelFacts, DataProtection
from pos_client.sandbox.channel_tables import channel_records, sign_checks
from pos_client.sandbox.channels import ChannelRefused
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.invented_channels import DEMO_FENCE, facts_of
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.test_renewal import client_with, renewed
from tests.integration.sandbox.walks import captured
from tests.outlets import admit_another

CODE = DEMO_OUTLET.code
SIGN_REFUSED = "SIGN_REFUSED"
SECOND = replace(
    DEMO_OUTLET, code="FJ-DEMO-0044", sign_number="FJ-0044", agent_number="DL-350100-0044"
)


def visit_of(facts: ChannelFacts, **changes: object) -> OnSiteRecord:
    made = OnSiteRecord(
        outlet_code=facts.outlet.code,
        visited_at=datetime.now(UTC) - timedelta(hours=1),
        visited_by="EMP-1",
        sign_number=facts.outlet.sign_number,
        latitude_deg=DEMO_FENCE.latitude_deg,
        longitude_deg=DEMO_FENCE.longitude_deg,
        photo_sha256=bytes(32),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def refused(sandbox: RunningSandbox, facts: ChannelFacts) -> str:
    with pytest.raises(ChannelRefused) as no:
        sandbox.call(lambda desk: desk.channels.propose(facts))
    return str(no.value)


def state_of(desk: Desk, code: str = CODE) -> ChannelState:
    newest = desk.outlets.commissions.newest(code)
    assert newest is not None
    return newest.state


def beat(device: TestDevice) -> dict[str, object]:
    asked = {"pending": 1, "quarantined": 0, "oldest_pending_at": None, "program_version": "1"}
    answer = device.call("POST", Paths.HEARTBEATS, json=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


# Admission -------------------------------------------------------------------------------------


def test_an_outlet_is_admitted_by_two_who_have_not_been_there(sandbox: RunningSandbox) -> None:
    facts, code = facts_of(SECOND), SECOND.code

    def refuses(person: str, word: str) -> None:
        with pytest.raises(ChannelRefused, match=word):
            sandbox.call(lambda desk: desk.admissions.approve(code, person))

    sandbox.call(lambda desk: desk.channels.propose(facts))
    refuses("EMP-2", "NOT_VISITED")
    sandbox.call(lambda desk: desk.admissions.record(visit_of(facts)))
    refuses("EMP-1", "SAME_PERSON")  # who has been there
    assert sandbox.call(lambda desk: desk.admissions.approve(code, "EMP-2")) is False
    refuses("EMP-2", "SAME_PERSON")
    with pytest.raises(ChannelRefused, match="NOT_ADMITTED"):
        sandbox.call(lambda desk: desk.enrolment.issue_code(code))
    assert sandbox.call(lambda desk: desk.admissions.approve(code, "EMP-3")) is True
    assert sandbox.call(lambda desk: state_of(desk, code)) is ChannelState.ADMITTED
    assert sandbox.call(lambda desk: desk.enrolment.issue_code(code))


def test_two_work_ids_of_one_person_approve_once(sandbox: RunningSandbox) -> None:
    def two(desk: Desk) -> None:
        for number in ("9101", "9102"):
            desk.sessions.enter_clerk(number, "某某", Role.ADMINISTRATOR, CODE, "x", None, "EMP-7")
        facts = facts_of(SECOND)
        desk.channels.propose(facts)
        desk.admissions.record(visit_of(facts))
        desk.admissions.approve(SECOND.code, "9101")

    sandbox.call(two)
    with pytest.raises(ChannelRefused, match="SAME_PERSON"):
        sandbox.call(lambda desk: desk.admissions.approve(SECOND.code, "9102"))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"sign_number": "FJ-9999"}, "ANOTHER_SIGN"),
        ({"latitude_deg": DEMO_FENCE.latitude_deg + 0.01}, "ANOTHER_PLACE"),  # a kilometre
        ({"visited_at": datetime(2090, 1, 1, tzinfo=UTC)}, "NOT_VISITED_YET"),
    ],
)
def test_what_was_found_there_has_to_fit(
    sandbox: RunningSandbox, changes: dict[str, object], word: str
) -> None:
    facts = facts_of(SECOND)
    sandbox.call(lambda desk: desk.channels.propose(facts))
    with pytest.raises(ChannelRefused, match=word):
        sandbox.call(lambda desk: desk.admissions.record(visit_of(facts, **changes)))


def test_without_licence_and_data_protection_nobody_is_enabled(sandbox: RunningSandbox) -> None:
    usual = facts_of(SECOND)
    ended = replace(usual, licence=replace(usual.licence, valid_until=date(2020, 1, 1)))
    miskeyed = replace(usual, licence=replace(usual.licence, unit_credit_code="91350100MA00DEM00X"))
    assert refused(sandbox, ended) == "LICENCE_ENDED"
    assert refused(sandbox, miskeyed) == "LICENCE_CODE"
    unprotected = DataProtection(is_fulfilled=False, examined_on=date(2024, 1, 1))

    def approved(desk: Desk) -> None:
        facts = replace(usual, data_protection=unprotected)
        desk.channels.propose(facts)
        desk.admissions.record(visit_of(facts))
        desk.admissions.approve(SECOND.code, "EMP-2")
        desk.admissions.approve(SECOND.code, "EMP-3")

    with pytest.raises(ChannelRefused, match="DATA_PROTECTION"):
        sandbox.call(approved)


def test_numbers_are_issued_and_nobody_has_anothers(sandbox: RunningSandbox) -> None:
    issued = sandbox.call(lambda desk: desk.channels.issue_numbers("FJ", "350100"))
    assert issued == ("FJ-0001", "DL-350100-0001")
    usual = facts_of(SECOND)
    for own, word in (
        ({"sign_number": DEMO_OUTLET.sign_number}, "NUMBERS_OF_ANOTHER"),
        ({"agent_number": DEMO_OUTLET.agent_number}, "NUMBERS_OF_ANOTHER"),
        ({"agent_number": "350100-44"}, "NUMBERS_NOT_ISSUED"),
    ):
        assert refused(sandbox, replace(usual, outlet=replace(SECOND, **own))) == word


# No outlet under an outlet ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", OutletKind)
def test_an_outlet_under_an_outlet_cannot_be_entered(
    sandbox: RunningSandbox, kind: OutletKind
) -> None:
    below = replace(facts_of(replace(SECOND, kind=kind)), above=CODE)
    assert refused(sandbox, below) == "SUB_AGENT"
    unknown = replace(facts_of(replace(SECOND, brand="没有的品牌")), above="没有的品牌")
    assert refused(sandbox, unknown) == "SUB_AGENT"


def test_one_whose_book_was_edited_by_hand_is_neither_enrolled_nor_logged_in(
    sandbox: RunningSandbox, enrol: Enrol
) -> None:
    device = enrol(sandbox)
    other = sandbox.call(lambda desk: desk.enrolment.issue_code(CODE))

    def edit(desk: Desk) -> None:
        commissions = desk.outlets.commissions
        commissions.append(
            desk.clock(), ChannelState.ADMITTED, replace(facts_of(DEMO_OUTLET), above="FJ-9")
        )

    sandbox.call(edit)
    with pytest.raises(ChannelRefused):
        sandbox.issue_code()
    assert sandbox.call(lambda desk: desk.admissions.is_at_work(CODE)) is False
    answer = device.call("POST", Paths.SESSION_CHALLENGES)
    assert answer.json()["code"] == TroubleCode.DEVICE_DRAIN_ONLY
    assert other  # a code of before is of no use either: see `Enrolment.enrol`


# Suspended, revoked, ended ---------------------------------------------------------------------


def test_what_was_read_before_a_suspension_is_taken_and_nothing_behind_it(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    before = device.registration(captured(device, card("resident-lin")))
    later = device.offline_case()
    sandbox.call(lambda desk: desk.channels.suspend(CODE, "检查"))
    assert device.receipt(device.register(before))["outcome"] == "AWAITING_CUSTOMER"
    device.read(later, card("resident-wang"))
    behind = device.receipt(device.register(device.registration(later)))
    assert behind["code"] == "AGENT_NOT_COMMISSIONED"


@pytest.mark.parametrize("how", ["suspend", "revoke", "licence", "commission"])
def test_a_device_without_a_commission_only_delivers(
    sandbox: RunningSandbox, enrol: Enrol, how: str
) -> None:
    device, yesterday = enrol(sandbox), date(2026, 1, 1)
    version = device.configuration["version"]
    ends = {
        "suspend": lambda desk: desk.channels.suspend(CODE),
        "revoke": lambda desk: desk.channels.revoke(CODE),
        "licence": lambda desk: desk.channels.end_licence(CODE, yesterday),
        "commission": lambda desk: desk.channels.set_commission_end(CODE, yesterday),
    }
    sandbox.call(ends[how])
    answer = device.call("POST", Paths.SESSION_CHALLENGES)
    assert (answer.status_code, answer.json()["code"]) == (403, TroubleCode.DEVICE_DRAIN_ONLY)
    said = beat(device)
    assert said["drain_only"] is True
    assert said["certificate_outdated"] is True
    assert said["configuration_version"] == version + 1


def test_its_next_certificate_says_so_and_is_good_for_nothing_else(
    sandbox: RunningSandbox, enrol: Enrol, tmp_path: Path
) -> None:
    device, key = enrol(sandbox), ec.generate_private_key(ec.SECP256R1())
    sandbox.call(lambda desk: desk.channels.suspend(CODE))
    said = renewed(device, key).json()["tls_certificate_pem"]
    subject = x509.load_pem_x509_certificate(said.encode()).subject
    units = subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    assert [unit.value for unit in units] == [DRAIN_ONLY]
    with client_with(sandbox, tmp_path, key, said) as client:
        device.client.close()
        device.client = client
        assert beat(device)["certificate_outdated"] is False
        sandbox.call(lambda desk: desk.channels.restore(CODE))
        told = beat(device)  # by its certificate, until it has another one
        assert (told["drain_only"], told["certificate_outdated"]) == (True, True)
        answer = device.call("POST", Paths.SESSION_CHALLENGES)
        assert answer.json()["code"] == TroubleCode.DEVICE_DRAIN_ONLY


def test_a_suspension_ends_and_a_revocation_takes_a_new_admission(sandbox: RunningSandbox) -> None:
    sandbox.call(lambda desk: desk.channels.suspend(CODE))
    sandbox.call(lambda desk: desk.channels.restore(CODE))
    assert sandbox.call(state_of) is ChannelState.ADMITTED
    sandbox.call(lambda desk: desk.channels.revoke(CODE))
    with pytest.raises(ChannelRefused):
        sandbox.call(lambda desk: desk.channels.restore(CODE))
    facts = facts_of(DEMO_OUTLET)
    sandbox.call(lambda desk: desk.channels.propose(facts))
    with pytest.raises(ChannelRefused, match="NOT_VISITED"):  # the visit of before counts no more
        sandbox.call(lambda desk: desk.admissions.approve(CODE, "EMP-8"))


def test_the_book_is_added_to_and_never_changed(sandbox: RunningSandbox) -> None:
    def rows(desk: Desk) -> list[tuple[object, ...]]:
        book = channel_records
        return [tuple(row) for row in desk.connection.execute(select(book).order_by(book.c.id))]

    before = sandbox.call(rows)
    for work in (
        lambda desk: desk.channels.suspend(CODE),
        lambda desk: desk.channels.restore(CODE),
        lambda desk: desk.channels.end_licence(CODE, date(2030, 1, 1)),
        lambda desk: desk.channels.revoke(CODE),
    ):
        sandbox.call(work)
        after = sandbox.call(rows)
        assert after[: len(before)] == before
        assert len(after) == len(before) + 1
        before = after


def test_a_commission_that_ends_on_a_day_holds_on_that_day(sandbox: RunningSandbox) -> None:
    def gap(desk: Desk, at: datetime) -> Gap | None:
        return desk.outlets.commissions.gap_at(desk.outlets.get(CODE), at)

    tomorrow = datetime.now(UTC) + timedelta(days=1)
    last = (tomorrow + timedelta(hours=8)).date()
    sandbox.call(lambda desk: desk.channels.set_commission_end(CODE, last))
    assert sandbox.call(lambda desk: gap(desk, tomorrow)) is None
    assert sandbox.call(lambda desk: gap(desk, tomorrow + timedelta(days=1))) is Gap.ENDED


# Hours and readers -----------------------------------------------------------------------------


def test_an_outlet_has_hours_of_its_own(sandbox: RunningSandbox, enrol: Enrol, card: Cards) -> None:
    device = enrol(sandbox)
    today = (datetime.now(UTC) + timedelta(hours=8)).isoweekday()
    other_day = OpeningHours(today % 7 + 1, time(9), time(18))
    closed = replace(facts_of(DEMO_OUTLET), hours=(other_day,))
    sandbox.call(lambda desk: desk.channels.change(closed))
    data = device.registration(captured(device, card("resident-lin")))
    assert device.receipt(device.register(data))["code"] == "OUTLET_CLOSED"


def test_a_reader_that_was_revoked_counts_for_what_it_read_before(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    sam_id = device.configuration["readers"][0]["sam_id"]
    before = device.registration(captured(device, card("resident-lin")))
    later = device.offline_case()
    sandbox.call(lambda desk: desk.channels.revoke_reader(CODE, sam_id))
    assert device.receipt(device.register(before))["outcome"] == "AWAITING_CUSTOMER"
    device.read(later, card("resident-wang"))
    data = device.registration(later)
    assert device.receipt(device.register(data))["code"] == "READER_NOT_TRUSTED"


# What a revoked outlet delivers later ----------------------------------------------------------


def test_whatever_was_not_told_before_a_revocation_is_reviewed(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    data = device.registration(captured(device, card("resident-lin")))
    sandbox.call(lambda desk: desk.channels.revoke(CODE))
    receipt = device.receipt(device.register(data))
    assert (receipt["outcome"], receipt["code"]) == ("UNDER_REVIEW", "CAPTURED_AFTER_REVOCATION")


def test_a_second_outlet_is_enrolled_after_its_admission(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    outlet: Outlet = sandbox.call(lambda desk: admit_another(desk, SECOND))
    code = sandbox.call(lambda desk: desk.enrolment.issue_code(outlet.code))
    device = TestDevice.enrolled(sandbox.gateway_file, code, tmp_path)
    assert device.outlet_code == outlet.code
    device.close()


# Signs, and books of before ---------------------------------------------------------------------


def test_what_a_device_tells_of_its_sign_is_kept_and_looked_at(
    sandbox: RunningSandbox, enrol: Enrol
) -> None:
    device = enrol(sandbox)

    def tell(shift: int, result: object) -> None:
        at, details = "2026-01-01T00:00:00+00:00", {"shift": shift, "result": result}
        event = json.dumps({"at": at, "details": details, "kind": "sign_checked"})
        device.chain.append((event, hashlib.sha256(device.head + event.encode()).digest()))

    for shift, result in ((1, "outlet"), (1, ""), (2, "whatever"), (3, True)):
        tell(shift, result)
    assert device.tell().status_code == 200

    def kept(desk: Desk) -> list[tuple[int, str]]:
        book = sign_checks.c
        rows = desk.connection.execute(select(book.shift, book.result).order_by(book.checked_at))
        return [(row.shift, row.result) for row in rows]

    def alarmed(desk: Desk) -> list[str]:
        book = tables.alarms.c
        return list(desk.connection.scalars(select(book.subject).where(book.code == SIGN_REFUSED)))

    assert set(sandbox.call(kept)) <= {(1, "outlet"), (1, "")}
    assert sandbox.call(alarmed) == ["1 outlet"]


@pytest.mark.parametrize("is_asked", [True, False])
def test_a_shift_without_its_sign_is_looked_at_once(
    tmp_path: Path, enrol: Enrol, is_asked: bool
) -> None:
    policy = SandboxPolicy(asks_for_sign=is_asked)
    with RunningSandbox(tmp_path / "sandbox", policy=policy) as sandbox:
        device = enrol(sandbox)
        checked, saved = ("sign_checked", {"shift": 1, "result": ""}), _saved
        told = (checked, saved(1), ("day_ended", {"shift": 1}), saved(2), saved(3))
        told = (*told, ("sign_checked", {"shift": 2, "result": "expired"}), saved(4))
        for kind, details in (*told, ("shift_handed_over", {"shift": 2}), saved(5)):
            at = "2026-01-01T00:00:00+00:00"
            event = json.dumps({"at": at, "details": details, "kind": kind})
            device.chain.append((event, hashlib.sha256(device.head + event.encode()).digest()))
        assert device.tell().status_code == 200

        def alarmed(desk: Desk) -> list[str]:
            book = tables.alarms.c
            query = select(book.subject).where(book.code == "SIGN_MISSING").order_by(book.subject)
            return list(desk.connection.scalars(query))

        first = len(device.chain) - len(told) - 2
        expected = [f"entry {first + 1 + place}" for place in (3, 8)] if is_asked else []
        assert sandbox.call(alarmed) == expected


def _saved(place: int) -> tuple[str, dict[str, object]]:
    return "registration_saved", {"sha256": hashlib.sha256(bytes([place])).hexdigest()}


def test_the_code_of_a_sign_says_what_the_book_says(sandbox: RunningSandbox) -> None:
    sandbox.call(lambda desk: desk.channels.set_sign_end(CODE, date(2031, 5, 6)))
    token = read_sign_token(sandbox.call(lambda desk: desk.signs.text_of(CODE)))
    sign = sign_from(token, sandbox.gateway.keys.words_keys)
    assert objection_to(sign, DEMO_OUTLET, date(2031, 5, 6)) == ""
    assert objection_to(sign, DEMO_OUTLET, date(2031, 5, 7)) == "expired"
    assert objection_to(sign, SECOND, date(2030, 1, 1)) == "outlet"


def test_an_outlet_of_before_there_was_this_book_is_entered_at_the_next_start(
    tmp_path: Path,
) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        sandbox.call(lambda desk: desk.connection.execute(delete(channel_records)))
    with RunningSandbox(tmp_path) as sandbox:
        assert sandbox.call(state_of) is ChannelState.ADMITTED
        assert sandbox.issue_code()
