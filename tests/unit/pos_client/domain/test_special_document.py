"""A document without a chip never becomes an identity: no type, field or function leads there."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import FunctionType, ModuleType

import pytest

import pos_client
from drivers.card.read import CardKind, CardRead
from pos_client.domain.case_errors import AnotherPerson, IllegalCommand
from pos_client.domain.document import CapturedDocument, LetterType, SpecialDocumentType
from pos_client.domain.evidence import Evidence
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.flows import FLOWS, SPECIAL_DOCUMENT
from pos_client.domain.identity import Identity
from pos_client.domain.special_document import SpecialDocumentIdentity, SpecialReason
from pos_client.domain.verdict import Check, Consequence, Verdict
from tests import people
from tests.unit.pos_client.domain import cases
from tests.unit.pos_client.domain.cases import NOON, at, document_image, new_case

SPECIAL = (SpecialDocumentIdentity, CapturedDocument)
IDENTIFYING = ("name", "name_latin", "id_number", "address", "birth_date", "document_number")


def modules() -> Iterator[ModuleType]:
    """Everything that a counter and a gateway are made of."""
    for each in pkgutil.walk_packages(pos_client.__path__, "pos_client."):
        if not any(part in each.name for part in ("testing", "__main__", "migrations")):
            yield importlib.import_module(each.name)


def functions() -> Iterator[FunctionType]:
    for module in modules():
        for holder in (module, *(each for _, each in inspect.getmembers(module, inspect.isclass))):
            for value in vars(holder).values():
                made = getattr(value, "__func__", value)
                if isinstance(made, FunctionType) and made.__module__ == module.__name__:
                    yield made


def named_in(annotation: object) -> str:
    return annotation if isinstance(annotation, str) else str(annotation)


def is_named(kind: type, annotations: str) -> bool:
    return re.search(rf"\b{kind.__name__}\b", annotations) is not None


def test_no_function_takes_one_and_gives_the_other() -> None:
    """A mapping from a photographed document to an `Identity` or a read would have to be one."""
    found = 0
    for function in functions():
        said = dict(function.__annotations__)
        given = named_in(said.pop("return", ""))
        taken = " ".join(map(named_in, said.values()))
        found += 1
        for special in SPECIAL:
            for person in (Identity, Evidence, CardRead):
                leads = is_named(special, taken) and is_named(person, given)
                assert not leads, f"{function.__module__}.{function.__qualname__}"
    assert found > 2000


def test_they_have_no_common_ancestor_and_no_common_field() -> None:
    assert set(SpecialDocumentIdentity.__mro__) & set(Identity.__mro__) == {object}
    of_special = {each.name for each in fields(SpecialDocumentIdentity)}
    assert of_special == {"type", "reason", "images_sha256"}
    assert not of_special & {each.name for each in fields(Identity)}
    assert is_dataclass(SpecialDocumentIdentity)
    hints = typing.get_type_hints(SpecialDocumentIdentity)
    assert str not in hints.values(), "nothing that could be a name, a number or an address"
    assert not any(hasattr(SpecialDocumentIdentity, name) for name in IDENTIFYING)


def test_no_type_of_document_is_a_kind_of_card() -> None:
    assert not {each.value for each in SpecialDocumentType} & {each.value for each in CardKind}
    assert not any("CHIP" in each or "READ" in each for each in SpecialReason)


def test_an_identity_is_made_of_nothing_else_than_evidence() -> None:
    document = CapturedDocument(SpecialDocumentType.PASSPORT, (document_image(),))
    claim = SpecialDocumentIdentity.of(document, SpecialReason.IN_SERVICE)
    for wrong in (document, claim, None):
        with pytest.raises((AttributeError, TypeError)):
            Identity.derived_from(wrong)  # type: ignore[arg-type]
    letter = CapturedDocument(LetterType.AUTHORISATION_LETTER, (document_image(),))
    with pytest.raises(TypeError):
        SpecialDocumentIdentity.of(letter, SpecialReason.IN_SERVICE)


def test_a_flow_reads_a_card_of_everybody_or_of_nobody() -> None:
    for flow in FLOWS.values():
        reads = set(flow.roles_at(Step.READ_CARD))
        assert reads == (set() if flow.reads_no_card else set(flow.roles)), flow.name
    assert [flow.name for flow in FLOWS.values() if flow.reads_no_card] == [SPECIAL_DOCUMENT.name]
    assert SPECIAL_DOCUMENT.is_online_only
    assert SPECIAL_DOCUMENT.is_own_hall_only


@pytest.mark.parametrize("step", [each for each in SPECIAL_DOCUMENT.steps if each is not Step.SEAL])
def test_a_card_laid_into_such_a_case_is_nobodys(step: Step) -> None:
    case = at(step, new_case(SPECIAL_DOCUMENT))
    seen = people.evidence("mainland_han_20y", NOON)
    for lay in (case.take_read, case.reread):
        with pytest.raises((IllegalCommand, AnotherPerson)):
            lay(seen, Identity.derived_from(seen))
    assert case.lead.identity is None


def test_it_is_sealed_without_an_identity_and_with_the_claim() -> None:
    case = at(Step.SEAL, new_case(SPECIAL_DOCUMENT))
    case.check_sealable(NOON)
    assert (case.lead.identity, case.lead.evidence) == (None, ())
    assert case.special is not None
    assert case.special.type is SpecialDocumentType.TEMPORARY_RESIDENT_ID
    assert case.lead_masks == ("*", "*")


@pytest.mark.parametrize("code", ["SPECIAL_OK", "ID_MATCH", "FACE_SAME", "QUOTA_OK", ""])
def test_no_word_passes_it_without_a_second_person(code: str) -> None:
    case = at(Step.VERIFICATION, new_case(SPECIAL_DOCUMENT))
    verdict = cases.verdict(case, Check.SPECIAL_DOCUMENT, code)
    assert isinstance(verdict, Verdict)
    assert verdict.consequence is Consequence.ENDS
    assert SPECIAL_DOCUMENT.checks_of(PartyRole.OWNER) == (Check.SPECIAL_DOCUMENT,)
