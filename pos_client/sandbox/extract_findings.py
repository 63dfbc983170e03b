"""What an audit extract shows: of each number, and of all of them beside each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pos_client.domain.flow import PartyRole
from pos_client.domain.subject import SubscriberState
from pos_client.sandbox.extract import ROLES, ExtractRow

__all__ = ["ExtractFinding", "NumberFinding", "Together", "finding_of", "findings_beside"]


class NumberFinding(StrEnum):
    """How the registration of one number stands."""

    NOT_REGISTERED = "NOT_REGISTERED"
    INCOMPLETE = "INCOMPLETE"
    COMPLIANT = "COMPLIANT"


class ExtractFinding(StrEnum):
    """What several numbers show together."""

    ONE_ID_SEVERAL_NAMES = "ONE_ID_SEVERAL_NAMES"
    ONE_UNIT_SEVERAL_NAMES = "ONE_UNIT_SEVERAL_NAMES"
    OVER_LIMIT = "OVER_LIMIT"


@dataclass(frozen=True, slots=True)
class Together:
    """A finding with the numbers it is about; of a person it says nothing else."""

    code: ExtractFinding
    phone_numbers: tuple[str, ...]


def finding_of(row: ExtractRow) -> NumberFinding:
    """How one number stands: whether anybody, and all of somebody, is registered for it.

    What was registered before these books stands by their word alone.
    """
    if row.registered == SubscriberState.UNREGISTERED.value:
        return NumberFinding.NOT_REGISTERED
    if row.registered == SubscriberState.INCOMPLETE.value:
        return NumberFinding.INCOMPLETE
    if not row.registration_id:
        return NumberFinding.COMPLIANT
    is_whole = bool(row.parties) and all(each.is_whole for each in row.parties.values())
    is_of_unit = row.customer_kind != "PERSON"
    has_unit = not is_of_unit or bool(row.unit_document and row.unit_name)
    is_complete = is_whole and row.has_photo and has_unit
    return NumberFinding.COMPLIANT if is_complete else NumberFinding.INCOMPLETE


def findings_beside(rows: Sequence[ExtractRow], limit: int) -> tuple[Together, ...]:
    """What only shows over many rows.

    Args:
        limit: how many numbers of their own one person may have.
    """
    people = [
        ((party.document_type, party.number), party.name, row.phone_number)
        for row in rows
        for role, party in row.parties.items()
        if role in ROLES and party.number
    ]
    of_units = [
        (row.unit_document, row.unit_name, row.phone_number) for row in rows if row.unit_document
    ]
    return (
        *_several_names(ExtractFinding.ONE_ID_SEVERAL_NAMES, people),
        *_several_names(ExtractFinding.ONE_UNIT_SEVERAL_NAMES, of_units),
        *_over_limit(rows, limit),
    )


def _several_names(
    code: ExtractFinding, named: Iterable[tuple[Hashable, str, str]]
) -> list[Together]:
    names: dict[Hashable, set[str]] = defaultdict(set)
    numbers: dict[Hashable, set[str]] = defaultdict(set)
    for whose, name, phone_number in named:
        names[whose].add(name)
        numbers[whose].add(phone_number)
    found = [tuple(sorted(numbers[whose])) for whose, said in names.items() if len(said) > 1]
    return [Together(code, each) for each in sorted(found)]


def _over_limit(rows: Sequence[ExtractRow], limit: int) -> list[Together]:
    """Numbers of devices and of a unit's order are its responsible person's to answer for only."""
    numbers: dict[bytes, set[str]] = defaultdict(set)
    for row in rows:
        if row.person_key and PartyRole.RESPONSIBLE_PERSON not in row.parties:
            numbers[row.person_key].add(row.phone_number)
    found = [tuple(sorted(each)) for each in numbers.values() if len(each) > limit]
    return [Together(ExtractFinding.OVER_LIMIT, each) for each in sorted(found)]
