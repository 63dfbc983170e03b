"""严禁人工录入: nothing of ours takes an identity from anywhere but a reader's bytes."""

from __future__ import annotations

import ast
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.protocol import api, bodies, configuration
from pos_client.protocol.bodies import BodyRefused, RegistrationBody, VerificationBody
from tests.unit.pos_client.protocol import vector_values

ROOT = Path(__file__).parents[2]
IDENTITY_WORDS = {
    "name",
    "full_name",
    "name_latin",
    "customer",
    "customer_name",
    "identity",
    "id_number",
    "id_card",
    "birth_date",
    "birthday",
    "ethnicity",
    "nationality",
    "address",
    "issuer",
    "permit_number",
    "sex",
}
# These say where a shop or a reader is, never who a customer is.
HARMLESS = {"OutletClaims.name", "Evidence.reader_address"}


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for folder in ("drivers", "pos_client", "ui"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                yield path.relative_to(ROOT).as_posix(), node


def test_an_identity_is_derived_from_evidence_at_one_call_site() -> None:
    callers = [
        path
        for path, node in nodes()
        if isinstance(node, ast.Attribute) and node.attr == "derived_from"
    ]
    assert callers == ["pos_client/application/reading.py"]


def test_only_reading_makes_evidence_on_the_client() -> None:
    makers = [
        path
        for path, node in nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Evidence"
    ]
    assert makers == ["pos_client/application/reading.py", "pos_client/protocol/parts.py"]


def messages() -> Iterator[tuple[str, set[str]]]:
    for module in (api, configuration, bodies, commands):
        for kind in vars(module).values():
            if not isinstance(kind, type) or kind.__module__ != module.__name__:
                continue
            if dataclasses.is_dataclass(kind):
                yield kind.__name__, {field.name for field in dataclasses.fields(kind)}


def test_no_message_and_no_command_has_a_field_for_an_identity() -> None:
    fields = {f"{kind}.{name}" for kind, names in messages() for name in names}
    assert len(fields) > 60
    typed = {field for field in fields if field.partition(".")[2] in IDENTITY_WORDS}
    assert typed - HARMLESS == set()


def honest_body(kind: type[VerificationBody | RegistrationBody]) -> bytes:
    """A body that is taken as it is."""
    whole = RegistrationBody.from_bytes(vector_values.body())
    if kind is RegistrationBody:
        return whole.to_bytes()
    names = {field.name for field in dataclasses.fields(VerificationBody)}
    asked = {name: getattr(whole, name) for name in names if hasattr(whole, name)}
    return VerificationBody(**asked).to_bytes()


@pytest.mark.parametrize("extra", ["name", "id_number", "identity", "customer"])
@pytest.mark.parametrize("kind", [VerificationBody, RegistrationBody])
def test_a_body_with_an_identity_beside_the_evidence_is_refused(
    kind: type[VerificationBody | RegistrationBody], extra: str
) -> None:
    plain = json.loads(honest_body(kind))
    kind.from_bytes(_canonical(plain))
    with pytest.raises(BodyRefused):
        kind.from_bytes(_canonical(plain | {extra: "林样本"}))
    plain["evidence"][0][extra] = "林样本"
    with pytest.raises(BodyRefused):
        kind.from_bytes(_canonical(plain))


def _canonical(plain: object) -> bytes:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
