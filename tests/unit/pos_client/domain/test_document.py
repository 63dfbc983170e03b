"""Documents as images: what one is, what none is, and which flows ask for which."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.card.read import CardKind
from pos_client.domain.case_errors import StepIncomplete
from pos_client.domain.document import (
    LARGEST_IMAGE,
    MOST_IMAGES,
    CapturedDocument,
    LetterType,
    SpecialDocumentType,
    UnitDocumentType,
    document_type,
    jpeg_size,
)
from pos_client.domain.flow import DocumentRule, PartyRole, Step
from pos_client.domain.flows import FLOWS, NEW_NUMBER_BY_TRUSTEE
from pos_client.testing.customer import plain_jpeg
from tests.unit.pos_client.domain.cases import NOON, at, document_image, new_case

LETTER = LetterType.AUTHORISATION_LETTER
IMAGE = document_image()
KINDS = (SpecialDocumentType, UnitDocumentType, LetterType)


def test_no_two_kinds_of_document_and_no_card_share_a_name() -> None:
    names = [each.value for kind in (*KINDS, CardKind) for each in kind]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", [each for kind in KINDS for each in kind])
def test_a_type_is_known_by_its_name(kind: SpecialDocumentType) -> None:
    assert document_type(kind.value) is kind


@pytest.mark.parametrize("name", ["", "RESIDENT", "PASSPORT ", "passport", "__doc__"])
def test_anything_else_is_no_type(name: str) -> None:
    with pytest.raises(ValueError, match="no type"):
        document_type(name)


def test_a_jpeg_says_its_size_and_nothing_else_does() -> None:
    assert jpeg_size(IMAGE.jpeg) == (800, 600)
    assert jpeg_size(plain_jpeg()) == (32, 24)
    head = IMAGE.jpeg[:2]
    for broken in (
        b"",
        IMAGE.jpeg[:-1],
        head + IMAGE.jpeg[1000:],
        b"\x89PNG" + IMAGE.jpeg,
        head + b"\xff\xc0\x00\x04\x08\xff\xff\xd9",
        head + b"\xff\xe0\x00\x00\xff\xd9",
        head + b"\xff" * 40 + b"\xff\xd9",
    ):
        assert jpeg_size(broken) is None


def test_an_image_has_bounds_and_shows_no_bytes() -> None:
    assert IMAGE.is_sound
    assert not replace(IMAGE, jpeg=plain_jpeg()).is_sound
    long = IMAGE.jpeg[:-2] + bytes(LARGEST_IMAGE) + IMAGE.jpeg[-2:]
    assert jpeg_size(long) is not None
    assert not replace(IMAGE, jpeg=long).is_sound
    assert "jpeg" not in repr(CapturedDocument(LETTER, (IMAGE,)))


def test_a_document_has_one_to_six_images_each_once() -> None:
    assert not CapturedDocument(LETTER).is_sound
    pages = tuple(document_image(f"{page}") for page in range(MOST_IMAGES + 1))
    assert CapturedDocument(LETTER, pages[:MOST_IMAGES]).is_sound
    assert not CapturedDocument(LETTER, pages).is_sound
    assert not CapturedDocument(LETTER, (IMAGE, IMAGE)).is_sound
    whole = CapturedDocument(LETTER, pages[:2])
    assert whole.sha256 != replace(whole, images=pages[1::-1]).sha256
    assert whole.without_image(1).images == pages[1:2]
    assert whole.without_image(3) == whole


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_a_flow_asks_for_documents_where_it_has_the_step_and_nowhere_else(name: str) -> None:
    flow = FLOWS[name]
    asked = {rule.role for rule in flow.documents}
    assert asked == set(flow.roles_at(Step.DOCUMENT))
    assert bool(flow.relations) is flow.has(Step.RELATION)
    assert len(set(flow.relations)) == len(flow.relations)
    assert all(len(set(rule.types)) == len(rule.types) > 0 for rule in flow.documents)


def test_of_several_types_one_is_chosen_first_and_another_begins_anew() -> None:
    types = (UnitDocumentType.BUSINESS_LICENCE, UnitDocumentType.UNIT_LETTER)
    rules = (DocumentRule(PartyRole.TRUSTEE, types), *NEW_NUMBER_BY_TRUSTEE.documents)
    flow = replace(NEW_NUMBER_BY_TRUSTEE, documents=rules)
    case = at(Step.DOCUMENT, new_case(flow))
    with pytest.raises(StepIncomplete):
        case.take_document_image(IMAGE, NOON)
    with pytest.raises(StepIncomplete):
        case.choose_document(LETTER, NOON)
    begun = case.choose_document(types[0], NOON).take_document_image(IMAGE, NOON)
    chosen = begun.choose_document(types[1], NOON)
    assert chosen.party.drafted == CapturedDocument(types[1])
    first = chosen.take_document_image(IMAGE, NOON).finish_document(NOON)
    assert first.step is Step.DOCUMENT
    assert first.wanted_document.types == (LETTER,)
    done = first.take_document_image(document_image("2"), NOON).finish_document(NOON)
    assert done.step is Step.RELATION
    assert [each.type for each in done.party.documents] == [types[1], LETTER]
    assert done.step_back().party.documents == ()
