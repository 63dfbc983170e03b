"""How ids, moments and flags stand in the database."""
# ruff: noqa: ARG002  # the signatures are SQLAlchemy's

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from pos_client.application.trouble import StoreDamaged

__all__ = ["Flag", "Instant", "UuidText"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware moment as whole microseconds since 1970, so that it sorts and loses nothing."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        try:
            return None if value is None else _EPOCH + value * _MICROSECOND
        except OverflowError:
            raise StoreDamaged(column="moment") from None


class UuidText(TypeDecorator[UUID]):
    """An id as people read it: support can look it up without a program."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> UUID | None:
        try:
            return None if value is None else UUID(value)
        except ValueError:
            raise StoreDamaged(column="id") from None


class Flag(TypeDecorator[bool]):
    """Yes or no as 1 or 0; strict tables know no other way."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)
