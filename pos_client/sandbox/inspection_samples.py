"""The sample of an outlet's month: drawn once by a seed, opened in memory, shown in masks."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select

from drivers.card.read import CardRead
from pos_client.domain.inspection import SampledCase, draw, sample_size
from pos_client.domain.masking import mask_id_number, mask_name, mask_phone_number
from pos_client.domain.month import Month
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.envelope import Purpose
from pos_client.sandbox import tables
from pos_client.sandbox.checklist import InspectionRules
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.inspection_tables import inspection_samples
from pos_client.sandbox.opening import Opening

__all__ = ["InspectionSamples", "Sample"]

_ROWS, _DEVICES, _BOOK = tables.registrations, tables.devices, inspection_samples
_LETTERS = "abcdefghijklmnop"


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn: device and registration of each case, in their order."""

    seed: str
    cases: tuple[tuple[str, str], ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(id_ for _, id_ in self.cases)


class InspectionSamples:
    """Runs inside the caller's transaction.

    The seed is an HMAC over outlet and month, so that nobody can ask for another one, and a book
    that was put back draws by the same again.
    """

    def __init__(
        self, connection: Connection, clock: Clock, opening: Opening, secret: bytes
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._opening = opening
        self._secret = secret

    def of(self, outlet_code: str, month: Month, rules: InspectionRules) -> Sample:
        """What this outlet has to look at again; drawn when it is first asked for."""
        kept = self._connection.execute(
            select(_BOOK.c.seed, _BOOK.c.drawn).where(
                _BOOK.c.outlet_code == outlet_code, _BOOK.c.month == str(month)
            )
        ).one_or_none()
        if kept is not None:
            return Sample(kept.seed, tuple(_pair(line) for line in kept.drawn.splitlines()))
        seed = self._seed(outlet_code, month)
        whose = {row.id: row.device_id for row in self._population(outlet_code, month)}
        size = sample_size(len(whose), rules.sample_percent, rules.sample_least, rules.sample_most)
        sample = Sample(seed, tuple((whose[id_], id_) for id_ in draw(seed, whose, size)))
        self._connection.execute(
            insert(_BOOK).values(
                outlet_code=outlet_code,
                month=str(month),
                seed=seed,
                drawn="\n".join(" ".join(pair) for pair in sample.cases),
                at=self._clock(),
            )
        )
        return sample

    def opened(self, sample: Sample) -> tuple[tuple[SampledCase, ...], frozenset[str]]:
        """The cases in masks, and the SAM ids of all readers that were used for them."""
        cases, sam_ids = [], set()
        for device_id, id_ in sample.cases:
            row = self._connection.execute(
                select(_ROWS).where(_ROWS.c.device_id == device_id, _ROWS.c.id == id_)
            ).one_or_none()
            if row is None:
                continue  # the book was put back to an older copy
            body = self._opening.body(
                self._opening.read(row.envelope, Purpose.REGISTRATION), RegistrationBody
            )
            sam_ids |= {read.sam_id for read in body.reads}
            cases.append(_masked(row, body))
        return tuple(cases), frozenset(sam_ids)

    def _population(self, outlet_code: str, month: Month) -> Iterable[Any]:
        return self._connection.execute(
            select(_ROWS.c.device_id, _ROWS.c.id)
            .join_from(_ROWS, _DEVICES, _DEVICES.c.id == _ROWS.c.device_id)
            .where(_DEVICES.c.outlet_code == outlet_code)
            .where(_ROWS.c.captured_at >= month.begins_at)
            .where(_ROWS.c.captured_at < month.ends_before)
        ).all()

    def _seed(self, outlet_code: str, month: Month) -> str:
        said = f"{outlet_code} {month}".encode()
        digest = hmac.digest(self._secret, said, hashlib.sha256)[:16]
        return "".join(_LETTERS[each >> 4] + _LETTERS[each & 15] for each in digest)


def _pair(line: str) -> tuple[str, str]:
    device_id, _, id_ = line.partition(" ")
    return device_id, id_


def _masked(row: Row[tuple[Any, ...]], body: RegistrationBody) -> SampledCase:
    name = number = ""
    if body.evidence:  # of a document without a chip there is nothing to mask
        read = body.evidence[-1]
        card = CardRead.parse(read.raw_text, read.raw_photo, read_at=read.read_at)
        name, number = mask_name(card.name or card.name_latin), mask_id_number(card.id_number)
    return SampledCase(
        id=UUID(row.id),
        device_id=row.device_id,
        clerk_number=body.clerk_number,
        flow=row.flow,
        captured_at=row.captured_at,
        outcome=row.outcome,
        masked_name=name,
        masked_id_number=number,
        masked_phone_number=mask_phone_number(row.phone_number),
    )
