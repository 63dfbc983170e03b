"""The exact form of a sealed body, before anything is made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pos_client.domain.evidence import Evidence
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import FLOWS
from pos_client.domain.form import form_number_of
from pos_client.domain.local_day import local_day
from pos_client.protocol import strict_json
from pos_client.protocol.esim import without_eid
from pos_client.protocol.form import has_form, moment, own_id
from pos_client.protocol.no_identity import place_of_id_number
from pos_client.protocol.parts import BodyRefused

__all__ = ["check_told_once", "lead_of", "plain_body"]

# No two reads of a case share any of these.
_TOLD_ONCE: tuple[Callable[[Evidence], object], ...] = (
    lambda read: read.id,
    lambda read: read.challenge.id,
    lambda read: read.read_counter,
)


def plain_body(
    data: bytes, form: Mapping[str, type], of_some: Mapping[str, type]
) -> dict[str, Any]:
    """Read a body of this form.

    Args:
        of_some: members that may be there, and need not.

    Raises:
        BodyRefused: it has another form, or a text of it may hold somebody's ID number.
    """
    try:
        plain: dict[str, Any] = strict_json.loads(data)
    except strict_json.JsonRefused as error:
        raise BodyRefused(str(error)) from None
    said = {name: kind for name, kind in of_some.items() if name in plain}
    if not has_form(plain, {**form, **said}):
        raise BodyRefused("body: form")
    if place := place_of_id_number(_typed(without_eid(plain))):
        raise BodyRefused(f"body: {place} may hold somebody's ID number", place)
    return plain


def _typed(plain: dict[str, Any]) -> dict[str, Any]:
    """All but the form's number, where it follows from the case: its digits are nobody's choice."""
    number, case_id, opened_at = (plain.get(n) for n in ("form_number", "case_id", "opened_at"))
    if not number:
        return plain
    try:
        of_case = form_number_of("", local_day(moment(str(opened_at))), own_id(str(case_id)))
    except ValueError:
        return plain
    outlet_code = str(number).removesuffix(of_case)
    return plain | {"form_number": outlet_code}


def check_told_once(reads: Sequence[Evidence]) -> None:
    """Raises BodyRefused where one read stands there twice."""
    for told in _TOLD_ONCE:
        if len({told(read) for read in reads}) != len(reads):
            raise BodyRefused("body: one read stands there twice")


def lead_of(flow: str) -> PartyRole:
    """Whose case it is; of a flow that nobody knows the owner's."""
    known = FLOWS.get(flow)
    return PartyRole.OWNER if known is None else known.lead
