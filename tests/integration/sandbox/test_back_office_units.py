"""Units in the back office: whose numbers they are, by whom they were asked for, how they count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pos_client.domain.flow import PartyRole
from pos_client.domain.month import month_of
from pos_client.domain.unit import UnitUse
from pos_client.sandbox.extract import extract
from pos_client.sandbox.extract_findings import finding_of
from pos_client.sandbox.monthly_returns import monthly_return
from pos_client.sandbox.policy import CARRIER, SandboxPolicy
from pos_client.sandbox.reconciliation import reconcile
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_PERSON_ALL_DAY
from tests.integration.sandbox.conftest import Enrol
from tests.integration.sandbox.test_guardian import OWN_HALL
from tests.integration.sandbox.units import KNOWN, open_order, user
from tests.integration.sandbox.walks import outcome_of


def test_a_units_numbers_name_unit_agent_and_user_and_count_for_nobody(
    tmp_path: Path, enrol: Enrol
) -> None:
    policy = SandboxPolicy(number_quota=1000, quota_review_from=1000, controls=SAME_PERSON_ALL_DAY)
    with RunningSandbox(tmp_path / "gateway", policy=policy, outlet=OWN_HALL) as sandbox:
        device = enrol(sandbox)
        for use, flow, person in (
            (UnitUse.STAFF, "unit_user", "resident-wang"),
            (UnitUse.VEHICLE, "unit_industry_sim", "resident-jin"),
        ):
            case = user(device, open_order(device, 2, use), person, flow)
            device.verify(case)
            device.hold(case)
            assert outcome_of(device, device.registration(case))[0] == "ACCEPTED"
        keys = sandbox.gateway.keys
        rows = sandbox.call(lambda desk: extract(desk.connection, keys))
        later = datetime.now(UTC) + timedelta(days=2)
        month = month_of(datetime.now(UTC))
        assert sandbox.call(lambda desk: reconcile(desk.connection, later)) == ()
        said = sandbox.call(
            lambda desk: monthly_return(desk.connection, CARRIER, month, range(2, 4))
        )
    by_kind = {row.customer_kind: row for row in rows if row.unit_document}
    assert by_kind.keys() == {"UNIT", "INDUSTRY"}
    assert {row.unit_document for row in by_kind.values()} == {KNOWN}
    assert all(row.unit_name for row in by_kind.values())
    roles = {kind: set(row.parties) for kind, row in by_kind.items()}
    assert roles == {
        "UNIT": {PartyRole.ACTUAL_USER, PartyRole.HANDLING_AGENT},
        "INDUSTRY": {PartyRole.RESPONSIBLE_PERSON, PartyRole.HANDLING_AGENT},
    }
    assert {finding_of(row).value for row in by_kind.values()} == {"COMPLIANT"}
    assert (said.numbers_in_use, said.unit_numbers, said.industry_numbers) == (2, 1, 1)
    assert (said.units, said.persons, said.several, said.new) == (1, 0, 0, 2)
