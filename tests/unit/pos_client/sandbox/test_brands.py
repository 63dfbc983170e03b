"""A brand is data: whatever it is, a case goes through the same steps, gates and checks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from drivers.simulator.deck import load_deck
from pos_client.application import commands
from pos_client.domain.brands import BRANDS, Brand, CarrierKind, brands_of_scope
from pos_client.domain.case import Case
from pos_client.domain.flow import Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.outlet import OutletKind
from pos_client.domain.policy import Configuration
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.founding import clerk_passwords, clerk_secrets, found
from pos_client.sandbox.gateway import ReferenceGateway
from pos_client.sandbox.home import SandboxHome
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.population import entries_of
from tests import people
from tests.unit.house import tree
from tests.unit.pos_client.application.rig import Rig

# Where a brand may be read: names and words, numbers, limits, the book. Nothing there decides what
# a case goes through.
MAY_READ = {
    *("domain/brands.py", "domain/form.py", "domain/outlet.py", "domain/paper.py"),
    *("domain/day_sheet.py", "domain/document.py"),  # the latter means that of a picture's form
    *("application/paper_channel.py", "application/papers.py", "application/paperwork.py"),
    *("application/late_papers.py", "application/day_desk.py", "application/case_view.py"),
    *("bootstrap/verbs.py", "protocol/configuration.py", "protocol/channel.py"),
    *("sandbox/channels.py", "sandbox/channel_list.py", "sandbox/commissions.py"),
    *("sandbox/configurations.py", "sandbox/founding.py", "sandbox/desk.py", "sandbox/app.py"),
    *("sandbox/invented_channels.py", "sandbox/numbers.py", "sandbox/policy.py"),
    *("sandbox/quota.py", "sandbox/serve.py", "sandbox/subscribers.py"),
    "sandbox/names.py",
    # What is printed of a month, and what an auditor gets.
    *("application/figures_desk.py", "application/house_papers.py", "application/paper_text.py"),
    *("application/inspection_reports.py", "application/return_rows.py"),
    *("domain/inspection_paper.py", "domain/month_report.py", "domain/monthly_return.py"),
    *("sandbox/back_office_commands.py", "sandbox/monthly_returns.py"),
    *("sandbox/extract.py", "sandbox/extract_files.py"),
}
OWN_WORDS = ("brand", "name", "basic_carrier")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, OutletKind], dict[str, Any]]:
    """What the gateway's configuration says at an outlet of each brand and kind."""
    return {
        (brand, kind): _claims(tmp_path_factory.mktemp("gateway"), brand, kind)
        for brand in BRANDS
        for kind in (OutletKind.OWN_HALL, OutletKind.AGENT)
    }


def _claims(folder: Path, brand: str, kind: OutletKind) -> dict[str, Any]:
    home = SandboxHome(folder)
    home.create()
    policy = SandboxPolicy(number_block=2, challenge_pool=1)
    gateway = ReferenceGateway(home, policy, entries_of(load_deck()))
    outlet = replace(DEMO_OUTLET, brand=brand, kind=kind)

    def ask(desk: Desk) -> dict[str, Any]:
        found(desk, outlet, clerk_passwords(home), clerk_secrets(home))
        device = desk.devices.enter("device-0", outlet.code, "test", bytes(65))
        until_when = desk.clock() + policy.configuration_life
        block = desk.numbers.lease(device.id, until_when, is_renewed=False, brand=brand)
        claims = desk.configurations._claims(device, block)
        now = desk.clock().isoformat()
        return claims | {"version": 1, "issued_at": now, "expires_at": until_when.isoformat()}

    try:
        return gateway.call(ask)
    finally:
        gateway.close()


def configured(claims: dict[str, Any]) -> Configuration:
    return configuration_from(ConfigurationClaims.checked(claims))


def test_there_are_a_basic_carrier_and_two_mvnos_that_sell_its_network() -> None:
    kinds = [brand.kind for brand in BRANDS.values()]
    assert kinds.count(CarrierKind.BASIC_CARRIER) >= 1
    assert kinds.count(CarrierKind.MVNO) >= 2
    for brand in BRANDS.values():
        is_mvno = brand.kind is CarrierKind.MVNO
        assert (brand.basic_carrier in BRANDS) is is_mvno
        mvno_prefixes = {"170", "171", "162", "165", "167"}
        assert not is_mvno or {each[:3] for each in brand.prefixes} <= mvno_prefixes


def test_no_two_brands_share_a_prefix_or_a_limit() -> None:
    prefixes = [prefix for brand in BRANDS.values() for prefix in brand.prefixes]
    assert not any(
        one.startswith(other) for one in prefixes for other in prefixes if one is not other
    )
    for name in BRANDS:
        assert brands_of_scope(name) == (name,)


def test_a_brand_has_no_switch() -> None:
    assert {each.name for each in fields(Brand)} == {
        *("name", "name_en", "kind", "accent", "accent_deep", "logo", "prefixes"),
        *("quota_scope", "basic_carrier", "paper_words"),
    }
    assert not any(
        isinstance(getattr(brand, each.name), bool)
        for brand in BRANDS.values()
        for each in fields(Brand)
    )


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize("kind", [OutletKind.OWN_HALL, OutletKind.AGENT])
def test_each_flow_has_the_same_steps_gates_and_checks(
    said: dict[tuple[str, OutletKind], dict[str, Any]], brand: str, kind: OutletKind, flow: str
) -> None:
    ours, first = (configured(said[each, kind]) for each in (brand, DEMO_OUTLET.brand))
    policy = SandboxPolicy()
    assert ours.offers(FLOWS[flow]) is first.offers(FLOWS[flow])
    assert ours.evidence.rule(kind, flow) == first.evidence.rule(kind, flow)
    assert ours.case == first.case  # notices, ages, photos, reviews, offers, flows
    assert ours.offline.flows == first.offline.flows
    assert ours.takes_esim(FLOWS[flow]) is first.takes_esim(FLOWS[flow])
    assert {party.role: party.checks for party in FLOWS[flow].parties} == dict(policy.checks[flow])
    steps = [_stages(each, flow) for each in (ours, first)]
    assert steps[0] == steps[1]


def _stages(configuration: Configuration, flow: str) -> list[tuple[str, str]]:
    """The order that a case of this flow goes through, as it begins with a configuration."""
    case = Case.begin(
        new_id(),
        FLOWS[flow],
        people.NOON,
        configuration.offline.completion,
        photo_attempts=configuration.case.photo_attempts,
    )
    return [(stage.step.value, str(stage.role)) for stage in case.flow.stages]


@pytest.mark.parametrize("kind", [OutletKind.OWN_HALL, OutletKind.AGENT])
@pytest.mark.parametrize("brand", BRANDS)
def test_a_configuration_differs_in_the_brands_own_words_and_numbers_only(
    said: dict[tuple[str, OutletKind], dict[str, Any]], brand: str, kind: OutletKind
) -> None:
    ours, first = said[brand, kind], said[DEMO_OUTLET.brand, kind]
    assert _without_brand(ours) == _without_brand(first)
    prefixes = BRANDS[brand].prefixes
    block = [each["phone_number"] for each in ours["number_block"]]
    assert block
    assert all(number.startswith(prefixes) for number in block)


def _without_brand(claims: dict[str, Any]) -> dict[str, Any]:
    own = {"issued_at", "expires_at", "number_block", "sealing_key", "signing_keys"}
    left = {name: value for name, value in claims.items() if name not in own}
    for name in ("outlet", "channel"):
        left[name] = {key: said for key, said in left[name].items() if key not in OWN_WORDS}
    return left


@pytest.mark.parametrize("brand", BRANDS)
def test_a_customer_goes_through_the_same_steps_whoever_sells_the_number(brand: str) -> None:
    def walked(name: str) -> tuple[list[str], list[Step]]:
        rig = Rig(None)
        outlet = dict(rig.gateway.claims["outlet"]) | {"brand": name}
        rig.gateway.claims |= {"outlet": outlet, "version": 2}
        value = configured(rig.gateway.claims)
        rig.do(lambda: rig.counter.take_configuration("token", value))
        rig.log_in()
        rig.lay()
        steps = [rig.case.step]
        while rig.case.step is not Step.SEAL:
            rig.answer()
            steps.append(rig.case.step)
        rig.ask(commands.ConfirmStep(Step.SEAL.value))
        assert rig.state.last_saved is not None
        return rig.audited(), steps

    assert walked(brand) == walked(DEMO_OUTLET.brand)


def _reading_brands() -> Iterator[str]:
    for path in tree.sources("pos_client"):
        names = {
            node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            for node in ast.walk(tree.tree_of(path))
            if isinstance(node, ast.Attribute | ast.Name)
        }
        if names & {"brand", "brands", "BRANDS", "brand_of", "brands_of_scope"}:
            yield path.as_posix().partition("pos_client/")[2]


def test_nothing_that_decides_about_a_case_reads_a_brand() -> None:
    found = set(_reading_brands())
    assert "sandbox/quota.py" in found
    assert {each for each in found if not each.startswith("testing/")} <= MAY_READ
