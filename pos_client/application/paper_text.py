"""What a paper says, whoever draws it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pos_client.application.paper_rows import PaperRow, SignaturePlace
from pos_client.domain.day_sheet import SheetKind
from pos_client.domain.inspection_paper import ReportKind
from pos_client.domain.monthly_return import ReturnKind
from pos_client.domain.paper import PaperKind

__all__ = ["PaperText"]


@dataclass(frozen=True, slots=True)
class PaperText:
    """All that a paper says, in its order and without a layout.

    Attributes:
        title_lines: the title, broken where it may be; joined they are the title.
        stamps: what the paper is marked with beside its title.
        watermark: drawn large beneath everything; empty on a real paper.
        banner: sentences that must be read before anything else.
        groups: rows that belong together.
        signatures: the places to sign, from the left.
        made_at: when the case was saved, the acceptance decided, or the sheet made.
    """

    kind: PaperKind | SheetKind | ReportKind | ReturnKind
    brand: str
    title_lines: tuple[str, ...]
    stamps: tuple[str, ...]
    watermark: str
    banner: tuple[str, ...]
    groups: tuple[tuple[PaperRow, ...], ...]
    closing: tuple[str, ...]
    made_at: datetime
    qr_text: str = field(default="", repr=False)
    qr_caption: str = ""
    signatures: tuple[SignaturePlace, ...] = ()

    @property
    def title(self) -> str:
        return "".join(self.title_lines)

    @property
    def has_signature(self) -> bool:
        return bool(self.signatures) and all(place.ink for place in self.signatures)

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that can be read, in its order; the code is not."""
        return tuple(word for word in self._words() if word)

    def _words(self) -> Iterator[str]:
        yield self.brand
        yield from self.stamps
        yield self.title
        yield from self.banner
        for group in self.groups:
            for row in group:
                yield row.label
                yield row.value
        yield self.qr_caption
        for place in self.signatures:
            yield place.label
        yield from self.closing
