"""Every paper says under which commission it was made, and an MVNO's whose network it sells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pos_client.application import day_commands
from pos_client.application.papers import PaperText, paper_text
from pos_client.domain.brands import BRANDS, CarrierKind
from pos_client.domain.channel import commission_ends_on
from pos_client.domain.day_sheet import SheetKind
from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import PaperKind
from tests.unit.pos_client.application.rig import Rig

LICENCE = {"unit_credit_code": "91350100MA00DEM00M", "valid_until": "2030-06-30"}
MVNO = "示例云信"


def rig_of(folder: Path, brand: str) -> Rig:
    basic = BRANDS[brand].basic_carrier
    channel = {"licence": LICENCE} | ({"basic_carrier": basic} if basic else {})
    rig = Rig(folder, channel=channel)
    outlet = dict(rig.gateway.claims["outlet"]) | {"brand": brand}
    rig.close()
    return Rig(folder / "again", channel=channel, outlet=outlet)


@pytest.fixture(params=list(BRANDS))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    (tmp_path / "again").mkdir()
    made = rig_of(tmp_path, request.param)
    made.log_in()
    made.fill_pool()
    yield made
    made.close()


def written(rig: Rig) -> dict[str, PaperText]:
    """One paper of each kind: a form, a slip, an acceptance, and a sheet of the shop's."""
    found = {}
    accepted = rig.register()
    found |= {str(paper.kind): paper_text(paper) for paper in rig.papers(accepted)}
    rig.decide(accepted, Outcome.ACCEPTED)
    found |= {str(paper.kind): paper_text(paper) for paper in rig.papers(accepted)}
    rig.lose_gateway()
    captured = rig.register()
    found |= {str(paper.kind): paper_text(paper) for paper in rig.papers(captured)}
    rig.ask(day_commands.OpenDay())
    rig.ask(day_commands.MakeSheet(SheetKind.HAND_OVER, "8021"))
    day = rig.state.day
    assert day is not None
    assert day.sheet is not None
    return found | {str(day.sheet.kind): paper_text(day.sheet)}


def test_each_paper_names_brand_commission_and_licence(rig: Rig) -> None:
    outlet = rig.configuration.outlet
    brand, papers = BRANDS[outlet.brand], written(rig)
    assert {PaperKind.ACCEPTANCE_FORM, PaperKind.CUSTOMER_SLIP} <= papers.keys()
    for text in papers.values():
        assert text.brand == brand.name
        rows = {row.label: row.value for group in text.groups for row in group}
        assert rows["委托有效期"] == "2024-01-01 至 2099-12-31"
        assert rows["营业执照至"] == "2030-06-30"
        assert rows["统一标识"] == outlet.sign_number
        assert rows["代理编号"] == outlet.agent_number
        is_mvno = brand.kind is CarrierKind.MVNO
        assert rows.get("基础电信企业", "") == (brand.basic_carrier if is_mvno else "")
        if text.kind in PaperKind:
            assert set(brand.paper_words) <= set(text.closing)


def test_nothing_is_promised_beyond_commission_and_licence(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    rig = rig_of(tmp_path, MVNO)
    configuration = rig.configuration
    assert commission_ends_on(configuration.outlet, configuration.channel) == date(2030, 6, 30)
    rig.close()
