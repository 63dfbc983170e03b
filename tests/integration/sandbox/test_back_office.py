"""The back office: what is planted is found, and nothing else; who had what extracted is kept."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection, delete, insert, select, update

from pos_client.cli import sandbox as sandbox_verbs
from pos_client.domain.month import month_of
from pos_client.domain.monthly_return import return_of
from pos_client.domain.policy import Completion
from pos_client.sandbox import stock_tables, tables
from pos_client.sandbox.back_office import accesses, keep_findings
from pos_client.sandbox.extract import extract
from pos_client.sandbox.extract_files import HEAD, csv_bytes
from pos_client.sandbox.extract_findings import finding_of, findings_beside
from pos_client.sandbox.inspection_tables import inspections
from pos_client.sandbox.monthly_returns import monthly_return
from pos_client.sandbox.policy import CARRIER, SandboxPolicy
from pos_client.sandbox.reconciliation import FindingCode, reconcile
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.subscriber_tables import subscribers
from tests.honest_cases import SAME_PERSON_ALL_DAY
from tests.inspecting import the_report
from tests.integration.sandbox.conftest import DECK
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, gathered, outcome_of

PEOPLE = ("resident-lin", "resident-jin", "resident-ma", "resident-tong", "resident-lin")
NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=2)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningSandbox, TestDevice]]:
    """A gateway with an invented population: five numbers sold, and one captured offline."""
    policy = SandboxPolicy(
        number_quota=100,
        quota_review_from=100,
        number_block=6,
        completion=Completion.GATEWAY_COMPLETES,
        controls=SAME_PERSON_ALL_DAY,
    )
    with RunningSandbox(tmp_path_factory.mktemp("town"), policy=policy) as sandbox:
        folder = tmp_path_factory.mktemp("device")
        device = TestDevice.enrolled(sandbox.gateway_file, sandbox.issue_code(), folder)
        device.log_in(sandbox.clerk_number, sandbox.password)
        for slug in PEOPLE:
            case = gathered(device, DECK[slug].card())
            assert outcome_of(device, device.registration(case))[0] == "ACCEPTED"
        case = captured(device, DECK["resident-lin"].card())
        assert outcome_of(device, device.registration(case))[0] == "ACCEPTED"
        yield sandbox, device
        device.close()


Planted = Callable[[Connection], object]


def rolled_back(sandbox: RunningSandbox, work: Callable[[Connection], Any]) -> Any:
    """What it finds, with nothing of it left."""

    def within(desk: Any) -> Any:
        place = desk.connection.begin_nested()
        try:
            return work(desk.connection)
        finally:
            place.rollback()

    return sandbox.call(within)


def codes(connection: Connection, at: datetime = LATER, **more: bool) -> list[str]:
    return [each.code for each in reconcile(connection, at, **more)]


def newest(connection: Connection) -> Any:
    rows = tables.registrations
    return connection.execute(
        select(rows).where(rows.c.is_offline.is_(False)).order_by(rows.c.received_at.desc())
    ).first()


def _unregistered_number(connection: Connection) -> None:
    free = select(tables.numbers.c.phone_number).where(tables.numbers.c.state == "FREE").limit(1)
    number = connection.scalar(free)
    connection.execute(
        update(tables.numbers)
        .where(tables.numbers.c.phone_number == number)
        .values(state="ASSIGNED")
    )


def _never_activated(connection: Connection) -> None:
    number = newest(connection).phone_number
    connection.execute(delete(subscribers).where(subscribers.c.phone_number == number))


def _one_sim_for_two(connection: Connection) -> None:
    sims = connection.execute(
        select(subscribers).where(subscribers.c.owner_since.is_not(None)).limit(2)
    ).all()
    connection.execute(
        update(subscribers)
        .where(subscribers.c.phone_number == sims[1].phone_number)
        .values(sim_number=sims[0].sim_number)
    )


def _sim_without_case(connection: Connection) -> None:
    connection.execute(
        insert(stock_tables.sim_places).values(
            stock_number="8986000000000777777",
            outlet_code="FJ-DEMO-0042",
            place="USED",
            device_id="device-x",
            registration_id="nobody",
            clerk_number="0018",
            at=NOW,
        )
    )


def _block_number_gone(connection: Connection) -> None:
    lease = connection.execute(
        select(tables.leases).where(tables.leases.c.ended_at.is_(None)).limit(1)
    ).one()
    connection.execute(
        update(tables.numbers)
        .where(tables.numbers.c.phone_number == lease.phone_number)
        .values(state="FREE", device_id=None)
    )


def _slot_left_behind(connection: Connection) -> None:
    connection.execute(
        insert(tables.quota_reservations).values(
            id="slot-0123456789abcdef",
            case_id="0190a000-0000-7000-8000-000000000009",
            device_id=newest(connection).device_id,
            person_key=b"x" * 32,
            expires_at=LATER + timedelta(days=1),
        )
    )


PLANTED: dict[str, Planted] = {
    FindingCode.ACTIVE_UNREGISTERED.value: _unregistered_number,
    FindingCode.ACCEPTED_INACTIVE.value: _never_activated,
    FindingCode.SIM_TWO_NUMBERS.value: _one_sim_for_two,
    "SIM_USED_UNREGISTERED": _sim_without_case,
    FindingCode.BLOCK_NUMBER_LOST.value: _block_number_gone,
    FindingCode.SLOT_WITHOUT_CASE.value: _slot_left_behind,
}


def test_honest_books_agree(town: tuple[RunningSandbox, TestDevice]) -> None:
    sandbox, _ = town
    assert sandbox.call(lambda desk: codes(desk.connection)) == []
    assert sandbox.call(lambda desk: codes(desk.connection, sim_is_handed_over=True)) == []


@pytest.mark.parametrize("code", PLANTED)
def test_one_fault_of_a_kind_is_found_and_nothing_else(
    town: tuple[RunningSandbox, TestDevice], code: str
) -> None:
    sandbox, _ = town

    def work(connection: Connection) -> list[Any]:
        PLANTED[code](connection)
        return list(reconcile(connection, LATER))

    (found,) = rolled_back(sandbox, work)
    assert found.code == code
    assert found.owner.startswith(("carrier:", "outlet:"))
    assert found.found_on is not None


def test_all_faults_together_are_all_found_once(town: tuple[RunningSandbox, TestDevice]) -> None:
    sandbox, _ = town

    def work(connection: Connection) -> list[str]:
        for plant in PLANTED.values():
            plant(connection)
        return codes(connection)

    assert sorted(rolled_back(sandbox, work)) == sorted(PLANTED)


def test_a_sim_that_went_along_with_a_rejected_case_is_looked_for(
    town: tuple[RunningSandbox, TestDevice],
) -> None:
    sandbox, device = town

    def work(connection: Connection) -> tuple[list[str], Any]:
        rows, places = tables.registrations, stock_tables.sim_places
        row = connection.execute(select(rows).where(rows.c.is_offline)).one()
        connection.execute(
            update(rows).where(rows.c.id == row.id).values(outcome="REJECTED", code="EXPIRED")
        )
        connection.execute(delete(places).where(places.c.registration_id == row.id))
        connection.execute(delete(tables.effects).where(tables.effects.c.registration_id == row.id))
        connection.execute(
            update(tables.numbers)
            .where(tables.numbers.c.phone_number == row.phone_number)
            .values(state="FREE")
        )
        connection.execute(
            delete(subscribers).where(subscribers.c.phone_number == row.phone_number)
        )
        without = codes(connection)
        return without, list(reconcile(connection, LATER, sim_is_handed_over=True))

    without, found = rolled_back(sandbox, work)
    assert without == []
    assert [each.code for each in found] == [FindingCode.SIM_OUT_REJECTED.value]
    assert (found[0].device_id, found[0].outlet_code) == (device.id, sandbox.outlet_code)
    assert found[0].owner == f"outlet:{sandbox.outlet_code}"


def test_a_finding_keeps_its_first_day_and_ends_when_it_is_gone(
    town: tuple[RunningSandbox, TestDevice],
) -> None:
    sandbox, _ = town

    def work(connection: Connection) -> list[Any]:
        place = connection.begin_nested()
        _sim_without_case(connection)
        days = []
        for day in (0, 1):
            at = LATER + timedelta(days=day)
            days.append(keep_findings(connection, reconcile(connection, at), at))
        place.rollback()
        _block_number_gone(connection)
        later = LATER + timedelta(days=2)
        days.append(keep_findings(connection, reconcile(connection, later), later))
        return days

    first, second, third = rolled_back(sandbox, work)
    assert first[0].found_on == second[0].found_on
    assert [each.code for each in third] == [FindingCode.BLOCK_NUMBER_LOST.value]


def rows_of(sandbox: RunningSandbox) -> Any:
    keys = sandbox.gateway.keys
    return sandbox.call(lambda desk: extract(desk.connection, keys))


def test_the_extract_has_one_row_a_number_with_everybody_and_everything(
    town: tuple[RunningSandbox, TestDevice],
) -> None:
    sandbox, device = town
    rows = rows_of(sandbox)
    numbers = [row.phone_number for row in rows]
    assert len(set(numbers)) == len(numbers)
    ours = [row for row in rows if row.registration_id]
    assert len(ours) == len(PEOPLE) + 1
    said = next(row for row in ours if row.flow == "new_number" and row.verdicts)
    assert (said.outlet_code, said.device_id, said.clerk_number, said.brand) == (
        sandbox.outlet_code,
        device.id,
        sandbox.clerk_number,
        CARRIER,
    )
    assert said.sam_id
    assert said.driver_version
    assert "OWNER FACE_MATCH FACE_SAME" in said.verdicts
    assert said.quota.startswith("QUOTA_OK ")
    (owner,) = said.parties.values()
    assert owner.is_whole
    assert said.customer_kind == "PERSON"
    counted = Counter(finding_of(row).value for row in rows)
    assert counted["NOT_REGISTERED"] > 0
    assert counted["INCOMPLETE"] > 0
    assert {finding_of(row).value for row in ours} == {"COMPLIANT"}


def test_what_numbers_show_together(town: tuple[RunningSandbox, TestDevice]) -> None:
    sandbox, _ = town
    rows = [row for row in rows_of(sandbox) if row.registration_id]
    assert findings_beside(rows, 100) == ()
    (over,) = findings_beside(rows, 2)
    assert (over.code.value, len(over.phone_numbers)) == ("OVER_LIMIT", 3)
    role, party = next(iter(rows[0].parties.items()))
    other = replace(rows[1], parties={role: replace(party, name="另一个名字")})
    (names,) = findings_beside([rows[0], other], 100)
    assert names.code.value == "ONE_ID_SEVERAL_NAMES"
    units = [
        replace(row, unit_document="91350100MA00DEM00M", unit_name=name, customer_kind="UNIT")
        for row, name in zip(rows[:2], ("甲公司", "乙公司"), strict=True)
    ]
    (unit,) = findings_beside(units, 100)
    assert unit.code.value == "ONE_UNIT_SEVERAL_NAMES"
    assert finding_of(replace(rows[0], has_photo=False)).value == "INCOMPLETE"
    assert finding_of(replace(units[0], unit_name="")).value == "INCOMPLETE"


def test_nothing_of_a_person_is_in_a_repr(town: tuple[RunningSandbox, TestDevice]) -> None:
    row = next(row for row in rows_of(town[0]) if row.parties)
    (party,) = row.parties.values()
    assert party.name not in repr(row)
    assert party.number not in repr(row)


def test_no_cell_is_a_formula(town: tuple[RunningSandbox, TestDevice]) -> None:
    row = next(row for row in rows_of(town[0]) if row.parties)
    text = csv_bytes([replace(row, form_number="=1+1")]).decode("utf-8-sig")
    (_, cells) = csv.reader(io.StringIO(text))
    assert dict(zip(HEAD, cells, strict=True))["form_number"] == "'=1+1"


def verb(*words: str) -> int:
    return sandbox_verbs.run(words)


def test_the_verbs_write_private_files_and_keep_who_had_them(
    town: tuple[RunningSandbox, TestDevice], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox, _ = town
    home = str(sandbox.home.folder)
    table, book = tmp_path / "extract.csv", tmp_path / "extract.xlsx"
    files = ("--csv", str(table), "--xlsx", str(book))
    assert verb("extract", "--home", home, "--by", "auditor-1", *files) == 0
    printed = capsys.readouterr().out
    said = json.loads(printed)
    lines = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"))))
    assert len(lines) == said["numbers"] + 1
    sheet = load_workbook(book, read_only=True)["numbers"]
    assert [cell.value for cell in next(iter(sheet.rows))] == list(HEAD)
    for file in (table, book):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    owner = dict(zip(HEAD, lines[-1], strict=True))
    assert not owner["owner_name"] or owner["owner_name"] not in printed
    assert verb("accesses", "--home", home) == 0
    logged = json.loads(capsys.readouterr().out)["accesses"]
    assert [each["who"] for each in logged] == ["auditor-1", "auditor-1"]
    assert len(sandbox.call(lambda desk: accesses(desk.connection))) == 2


def test_the_verb_of_the_reconciliation_says_so_by_its_status(
    town: tuple[RunningSandbox, TestDevice], capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox, _ = town
    assert verb("reconcile", "--home", str(sandbox.home.folder)) == 0
    assert json.loads(capsys.readouterr().out) == {"findings": []}


def test_the_monthly_return_adds_up(
    town: tuple[RunningSandbox, TestDevice], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox, _ = town
    month = month_of(datetime.now(UTC))
    file = tmp_path / "return.xlsx"
    asked = ("--home", str(sandbox.home.folder), "--by", "auditor-1", "--month", str(month))
    assert verb("return", *asked, "--xlsx", str(file)) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["brand"], said["month"]) == (CARRIER, str(month))
    assert (said["numbers_in_use"], said["person_numbers"], said["persons"]) == (6, 6, 4)
    assert (said["unit_numbers"], said["industry_numbers"], said["units"]) == (0, 0, 0)
    assert (said["several"], said["over_step"]["2"], said["over_step"]["3"]) == (1, 1, 1)
    assert said["over_step"]["4"] == 0
    assert (said["new"], said["re_registered"], said["transferred"]) == (6, 0, 0)
    assert (said["offline_captured"], said["offline_accepted"]) == (1, 1)
    assert (said["agent_outlets"], said["online_agents"], said["signs"]) == (1, 0, 1)
    cells = {row[0].value: row[1].value for row in load_workbook(file, read_only=True).active.rows}
    assert (cells["在用号码"], cells["一证多卡用户"]) == (6, 1)
    assert verb("return", *asked[:-1], str(month.previous)) == 0
    before = json.loads(capsys.readouterr().out)
    assert (before["numbers_in_use"], before["new"]) == (0, 0)
    assert verb("return", *asked, "--brand", "别的品牌") == 0
    other = json.loads(capsys.readouterr().out)
    assert (other["numbers_in_use"], other["agent_outlets"]) == (0, 0)


def test_a_folder_without_a_sandbox_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verb("reconcile", "--home", str(tmp_path)) == 1
    assert "no sandbox" in capsys.readouterr().err
    assert verb("nonsense") == 2


def test_the_return_counts_self_inspections_and_who_was_named(
    town: tuple[RunningSandbox, TestDevice],
) -> None:
    sandbox, device = town
    month = month_of(datetime.now(UTC))

    def work(connection: Connection) -> Any:
        for signed in (month, month.previous):
            report = the_report(signed, outlet_code=sandbox.outlet_code)
            connection.execute(
                insert(inspections).values(
                    outlet_code=sandbox.outlet_code,
                    month=str(signed),
                    device_id=device.id,
                    report=report.canonical,
                    report_sha256=report.sha256,
                    signer=report.signer,
                    signed_at=signed.begins_at,
                    received_at=signed.begins_at,
                    proof="",
                    receipt="",
                )
            )
        connection.execute(update(tables.outlets).values(commission_until=month.last_day))
        return monthly_return(connection, CARRIER, month, range(2, 4))

    said = rolled_back(sandbox, work)
    is_january = month.number == 1
    assert (said.inspections_month, said.inspections_year) == (1, 1 if is_january else 2)
    assert (said.agents_punished, said.agents_removed, said.persons_punished) == (1, 1, 1)


def test_a_return_is_read_back_as_it_was_printed(town: tuple[RunningSandbox, TestDevice]) -> None:
    month = month_of(datetime.now(UTC))
    said = town[0].call(lambda desk: monthly_return(desk.connection, CARRIER, month, (2, 3)))
    assert return_of(said.canonical) == said
    with pytest.raises(ValueError, match="return"):
        return_of("{}")
