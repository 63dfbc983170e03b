"""The one value that says who lies on the plate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NoReturn, Self, final

from drivers.card.checks import RecordRefused, check_fields, warnings_of
from drivers.card.layouts import PHOTO_SIZE, TEXT_SIZE, CardKind, layout_of
from drivers.card.number import CHINA_TIME, normalise_number

__all__ = ["NATIONAL_AUTHORITY", "CardKind", "CardRead", "RecordRefused"]

# The 2017 edition carries a four-character code instead of an issuer; all were issued by the
# Ministry of Public Security, and the card prints it so.
NATIONAL_AUTHORITY: Final = "中华人民共和国公安部"


@final
@dataclass(frozen=True, slots=True, init=False)
class CardRead:
    """One complete read. Its repr shows no identity, so a log line cannot leak one.

    Made by `CardRead.parse` only. The bytes are the evidence; the text fields are derived from
    them, for display. Codes are kept as on the card; `valid_until` None means long-term.
    `signed_read` is the word of a decoder elsewhere over these bytes, empty for a SAM's.
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
    sam_id: str
    card_serial: str = field(repr=False)
    raw_text: bytes = field(repr=False)
    raw_photo: bytes = field(repr=False)
    warnings: tuple[str, ...]
    read_at: datetime
    duration_s: float
    signed_read: str = field(repr=False)

    def __init__(self, *_: object, **__: object) -> None:
        raise TypeError("a CardRead is made by CardRead.parse only")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a CardRead is not written anywhere")

    @classmethod
    def parse(
        cls,
        raw_text: bytes,
        raw_photo: bytes,
        *,
        sam_id: str = "",
        card_serial: str = "",
        read_at: datetime | None = None,
        duration_s: float = 0.0,
        signed_read: str = "",
    ) -> Self:
        """Turn the bytes of a card into a read, or into nothing at all.

        Dates are judged as of `read_at` (default: now) on the Chinese calendar.

        Raises:
            RecordRefused: the record must not be believed; there is no partial identity.
        """
        read_at = datetime.now(CHINA_TIME) if read_at is None else read_at
        if read_at.tzinfo is None:
            raise ValueError("read_at needs a time zone")
        raw_text, raw_photo = bytes(raw_text), bytes(raw_photo)
        if len(raw_text) != TEXT_SIZE:
            raise RecordRefused("text_length")
        if len(raw_photo) not in (0, PHOTO_SIZE):
            raise RecordRefused("photo_length")
        layout = layout_of(raw_text)
        if layout is None:
            raise RecordRefused("unknown_layout")
        fields, is_sound = layout.decode(raw_text)
        dates = check_fields(layout, fields, read_at.astimezone(CHINA_TIME).date())
        is_2017 = layout.kind is CardKind.FOREIGN_PR_2017
        return cls._make(
            kind=layout.kind,
            name=fields["name"],
            name_latin=fields.get("name_latin", ""),
            sex=fields["sex"],
            ethnicity=fields.get("ethnicity", ""),
            nationality=fields.get("nationality", ""),
            birth_date=dates.birth_date,
            address=fields.get("address", ""),
            id_number=normalise_number(fields["id_number"]),
            issuer=NATIONAL_AUTHORITY if is_2017 else fields.get("issuer", ""),
            valid_from=dates.valid_from,
            valid_until=dates.valid_until,
            permit_number=fields.get("permit_number", ""),
            issue_count=fields.get("issue_count", ""),
            sam_id=sam_id,
            card_serial=card_serial,
            raw_text=raw_text,
            raw_photo=raw_photo,
            warnings=warnings_of(
                layout, fields, dates.birth_date, has_photo=bool(raw_photo), is_sound=is_sound
            ),
            read_at=read_at,
            duration_s=duration_s,
            signed_read=signed_read,
        )

    @classmethod
    def _make(cls, **values: object) -> Self:
        card = object.__new__(cls)
        for name, value in values.items():
            object.__setattr__(card, name, value)
        return card

    @property
    def display_name(self) -> str:
        """The Chinese name, or the Latin one where the card has no Chinese name."""
        return self.name or self.name_latin

    def registration_refusal(self, on: date) -> str | None:
        """Return why a sound card does not serve a registration on this day: `expired` or None.

        The last day of validity still counts.
        """
        is_expired = self.valid_until is not None and self.valid_until < on
        return "expired" if is_expired else None
