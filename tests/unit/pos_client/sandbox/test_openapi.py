"""The contract in docs/ is the one that the gateway keeps."""

from __future__ import annotations

from pathlib import Path

import yaml

from pos_client.protocol.api import Headers, Paths
from pos_client.protocol.campaign import CampaignPaths
from pos_client.protocol.inspections import InspectionPaths
from pos_client.protocol.oversight import OversightPaths
from pos_client.protocol.sim_stock import StockPaths
from pos_client.sandbox.openapi import contract, contract_yaml

FROZEN = Path(__file__).parents[4] / "docs" / "gateway-openapi.yaml"


def test_the_contract_is_frozen() -> None:
    """If the change is meant: pos-client sandbox openapi > docs/gateway-openapi.yaml."""
    assert FROZEN.read_text("utf-8") == contract_yaml()


def test_it_says_what_the_application_says() -> None:
    assert yaml.safe_load(FROZEN.read_text("utf-8")) == contract()


def test_every_path_of_the_protocol_is_served() -> None:
    ours = {
        path
        for paths in (Paths, StockPaths, CampaignPaths, OversightPaths, InspectionPaths)
        for name, path in vars(paths).items()
        if name.isupper()
    }
    assert {path.rsplit("/{", 1)[0] for path in contract()["paths"]} == ours


def test_every_call_but_the_first_two_names_the_outlet() -> None:
    without = [
        f"{method} {path}"
        for path, calls in contract()["paths"].items()
        for method, call in calls.items()
        if not any(
            parameter["name"] == Headers.OUTLET_CODE and parameter["required"]
            for parameter in call.get("parameters", ())
        )
    ]
    assert without == [f"post {Paths.ENROLMENTS}", f"get {Paths.CONFIGURATION}"]


def test_no_call_has_a_field_for_an_identity() -> None:
    fields = {
        name
        for schema in contract()["components"]["schemas"].values()
        for name in schema.get("properties", ())
    }
    assert not fields & {"name", "id_number", "address", "birth_date", "sex", "ethnicity"}
