"""In whose name a number stands: the one book that a limit counts in and that its holder is shown.

A person's numbers are those of the carrier's book under their key. Not theirs is what a unit's
device has, though somebody answers for it; and a number is nobody's once the carrier has found that
it never was theirs, or has ended it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, func, select

from pos_client.domain.subject import SubscriberState
from pos_client.sandbox import tables
from pos_client.sandbox.policy import CARRIER
from pos_client.sandbox.subscriber_tables import subscribers

__all__ = ["IN_NAME_OF", "brand_of", "count_in_name"]

_BOOK = subscribers.c
IN_NAME_OF = (
    (_BOOK.person_key == bindparam("person"))
    & (_BOOK.state != SubscriberState.TERMINATED.value)
    & ~_BOOK.is_of_device
)
"""The rows of the book that are this person's."""
_COUNT = select(func.count()).where(
    IN_NAME_OF, _BOOK.brand.in_(bindparam("brands", expanding=True))
)
_BRAND = (
    select(tables.outlets.c.brand)
    .join(tables.devices, tables.devices.c.outlet_code == tables.outlets.c.code)
    .where(tables.devices.c.id == bindparam("device_id"))
)


def count_in_name(connection: Connection, person_key: bytes, brands: Iterable[str]) -> int:
    """How many numbers stand in this name that outlets of these brands have registered.

    What the sandbox was founded with no outlet has registered: how many of those somebody has is
    the invented population's own word.
    """
    said = {"person": person_key, "brands": tuple(brands)}
    return connection.scalar(_COUNT, said) or 0


def brand_of(connection: Connection, device_id: str) -> str:
    """The brand of a device's outlet, or the carrier's own."""
    return str(connection.scalar(_BRAND, {"device_id": device_id}) or CARRIER)
