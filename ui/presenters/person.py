"""The person on the card, labelled as the document labels its fields."""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.card.codes import Language, ethnicity_name, sex_name
from drivers.card.nationality import nationality_name
from pos_client.application.shown_identity import ShownIdentity
from pos_client.application.state import CaseState
from ui.i18n import has, language
from ui.i18n.message import Message, message
from ui.presenters.glance import Glance
from ui.presenters.moments import calendar, day_and_time

__all__ = ["PersonField", "PersonScreen", "present_person"]


@dataclass(frozen=True, slots=True)
class PersonField:
    """One line; `name` is how the place is called, never what stands in it."""

    name: str
    label: Message
    value: str | Message = field(repr=False)


@dataclass(frozen=True, slots=True)
class PersonScreen:
    """A card and not a form.

    Attributes:
        raw_photo: None while it may not be seen.
        is_masked: only masks are left.
        is_compact: the question needs the room.
    """

    title: str = field(repr=False)
    kind: Message | None
    fields: tuple[PersonField, ...] = field(repr=False)
    raw_photo: bytes | None = field(repr=False)
    is_masked: bool
    is_compact: bool
    sam_id: Message
    read_counter: Message
    read_time: str
    warnings: tuple[Message, ...] = ()


def present_person(case: CaseState, glance: Glance, *, is_compact: bool) -> PersonScreen | None:
    """Full for at most a minute, then the masks; None while there was no read."""
    if not case.masked_id_number and case.identity is None:
        return None
    identity = case.identity
    if glance.is_veiled or glance.hidden_read == (case.id, case.read_counter):
        identity = None
    read_time = day_and_time(case.read_at, glance.now) if case.read_at else ""
    marks = (
        message("person.sam_id", sam_id=case.sam_id),
        message("person.read_counter", counter=case.read_counter),
        read_time,
    )
    if identity is None:
        number = PersonField("IdNumber", message("person.document_number"), case.masked_id_number)
        return PersonScreen(case.masked_name, None, (number,), None, True, is_compact, *marks)
    fields = _fields(identity)
    if is_compact:
        fields = tuple(each for each in fields if each.name in ("IdNumber", "Validity"))
    return PersonScreen(
        identity.name_latin if identity.kind.startswith("FOREIGN") else identity.name,
        message(f"person.kind_{identity.kind}"),
        fields,
        identity.raw_photo,
        False,
        is_compact,
        *marks,
        warnings=tuple(_warning(code) for code in identity.warnings),
    )


def _fields(identity: ShownIdentity) -> tuple[PersonField, ...]:
    spoken = _spoken()
    sex = PersonField("Sex", message("person.sex"), sex_name(identity.sex, spoken))
    ethnicity = PersonField(
        "Ethnicity", message("person.ethnicity"), ethnicity_name(identity.ethnicity, spoken)
    )
    address = PersonField("Address", message("person.address"), identity.address)
    if identity.kind == "RESIDENT":
        number = PersonField("IdNumber", message("person.id_number"), identity.id_number)
        return (sex, ethnicity, _born(identity), address, number, _validity(identity))
    if identity.kind == "HMT_RESIDENT":
        return (
            sex,
            _born(identity),
            address,
            PersonField("IdNumber", message("person.id_number"), identity.id_number),
            PersonField("PermitNumber", message("person.permit_number"), identity.permit_number),
            _validity(identity),
        )
    nationality = nationality_name(identity.nationality, spoken)
    return (
        PersonField("ChineseName", message("person.chinese_name"), identity.name or "—"),
        sex,
        PersonField("Nationality", message("person.nationality"), nationality),
        _born(identity),
        PersonField("IdNumber", message("person.document_number"), identity.id_number),
        _validity(identity),
    )


def _born(identity: ShownIdentity) -> PersonField:
    born = identity.birth_date
    return PersonField(
        "Born",
        message("person.born"),
        message("person.born_on", year=born.year, month=born.month, day=born.day, age=identity.age),
    )


def _validity(identity: ShownIdentity) -> PersonField:
    end: str | Message = message("person.long_term")
    if identity.valid_until is not None:
        end = calendar(identity.valid_until)
    between = message("person.valid_between", begin=calendar(identity.valid_from), end=end)
    return PersonField("Validity", message("person.validity"), between)


def _warning(code: str) -> Message:
    key = f"person.warning_{code}"
    return message(key) if has(key) else message("person.warning_unknown", code=code)


def _spoken() -> Language:
    return "zh" if language() == "zh_CN" else "en"
