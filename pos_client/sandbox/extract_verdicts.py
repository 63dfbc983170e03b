"""What a sealed case says of its verdicts: codes and times, the quota, and who reviewed."""

from __future__ import annotations

from dataclasses import dataclass

from pos_client.domain.verdict import Check
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.jws import TokenRefused
from pos_client.protocol.words import review_from, verdict_from
from pos_client.sandbox.keys import KeyRing

__all__ = ["SaidOfCase", "verdicts_of"]


@dataclass(frozen=True, slots=True)
class SaidOfCase:
    """In one line each, as they stand in a cell.

    Attributes:
        verdicts: `ROLE CHECK CODE TIME`, in the order in which they were given.
        quota: `CODE in_use+reserved/limit`; empty where none was asked.
        supervisor: work ids, one for each review.
    """

    verdicts: str = ""
    quota: str = ""
    supervisor: str = ""


def verdicts_of(body: RegistrationBody, keys: KeyRing) -> SaidOfCase:
    """What our own words in the body say; one that is not ours says nothing."""
    lines: list[str] = []
    quota, supervisors = "", []
    for person in body.people:
        for token in person.verdicts:
            try:
                verdict = verdict_from(token, keys.words_keys)
            except TokenRefused:
                continue
            at = verdict.issued_at.isoformat(timespec="seconds")
            lines.append(f"{person.role.value} {verdict.check.value} {verdict.code} {at}")
            if verdict.check is Check.QUOTA:
                facts = verdict.facts
                taken = f"{facts.get('in_use', '')}+{facts.get('reserved', '')}"
                quota = f"{verdict.code} {taken}/{facts.get('limit', '')}"
        if person.review:
            try:
                supervisors.append(review_from(person.review, keys.words_keys).supervisor_number)
            except TokenRefused:
                continue
    return SaidOfCase("; ".join(lines), quota, " ".join(filter(None, supervisors)))
