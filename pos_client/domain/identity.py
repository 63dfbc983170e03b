"""Who the customer is: derived from evidence, and from nothing else."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field, fields
from datetime import date, timedelta
from typing import NoReturn

from drivers.card.read import CardKind, CardRead
from pos_client.domain.evidence import Evidence
from pos_client.domain.masking import mask_id_number, mask_name

__all__ = ["Identity"]

_DERIVING = object()


@dataclass(frozen=True, slots=True)
class Identity:
    """The person on the card. Made by `derived_from` only; its repr names nobody.

    It cannot be made anew with another field (`dataclasses.replace`), nor written anywhere.
    """

    kind: CardKind
    name: str = field(repr=False)
    name_latin: str = field(repr=False)
    sex: str = field(repr=False)
    ethnicity: str = field(repr=False)
    nationality: str = field(repr=False)
    birth_date: date = field(repr=False)
    address: str = field(repr=False)
    id_number: str = field(repr=False)
    issuer: str = field(repr=False)
    valid_from: date = field(repr=False)
    valid_until: date | None = field(repr=False)
    permit_number: str = field(repr=False)
    issue_count: str = field(repr=False)
    warnings: tuple[str, ...]
    token: InitVar[object]

    def __post_init__(self, token: object) -> None:
        if token is not _DERIVING:
            raise TypeError("an identity comes from evidence: Identity.derived_from")

    def __reduce__(self) -> NoReturn:
        raise TypeError("an identity is not written anywhere")

    @classmethod
    def derived_from(cls, evidence: Evidence) -> Identity:
        """Read the person out of the raw frames of one read.

        Raises:
            RecordRefused: the frames do not hold a record that may be believed.
        """
        card = CardRead.parse(evidence.raw_text, evidence.raw_photo, read_at=evidence.read_at)
        return cls(
            kind=card.kind,
            name=card.name,
            name_latin=card.name_latin,
            sex=card.sex,
            ethnicity=card.ethnicity,
            nationality=card.nationality,
            birth_date=card.birth_date,
            address=card.address,
            id_number=card.id_number,
            issuer=card.issuer,
            valid_from=card.valid_from,
            valid_until=card.valid_until,
            permit_number=card.permit_number,
            issue_count=card.issue_count,
            warnings=card.warnings,
            token=_DERIVING,
        )

    @property
    def masked_name(self) -> str:
        return mask_name(self.name or self.name_latin)

    @property
    def masked_id_number(self) -> str:
        return mask_id_number(self.id_number)

    def is_same_person(self, other: Identity) -> bool:
        """Whether two reads show one person: same kind of document, same number."""
        return (self.kind, self.id_number) == (other.kind, other.id_number)

    def is_same_card(self, other: Identity) -> bool:
        """Whether two reads show one card: a renewed one says something else somewhere."""
        compared = (each.name for each in fields(self) if each.compare)
        return all(
            getattr(self, name) == getattr(other, name) for name in compared if name != "warnings"
        )

    def age_on(self, day: date) -> int:
        """Completed years on `day`."""
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday

    def is_expired_on(self, day: date) -> bool:
        """Whether the document's validity ended before `day`."""
        return self.valid_until is not None and day - self.valid_until >= timedelta(days=1)
