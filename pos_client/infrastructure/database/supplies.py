"""What the gateway hands out in advance: challenges, phone numbers and the configuration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from pos_client.application.storage import AwayMark
from pos_client.application.trouble import StoreDamaged
from pos_client.domain.evidence import Challenge
from pos_client.domain.policy import LeasedNumber
from pos_client.domain.skew import believed
from pos_client.domain.standing import Standing
from pos_client.infrastructure.database import tables
from pos_client.infrastructure.database.tables import (
    away,
    challenges,
    configuration,
    contact,
    number_block,
)

__all__ = [
    "add_challenges",
    "away_mark",
    "believed_now",
    "challenges_left",
    "challenges_until",
    "configuration_token",
    "free_number_count",
    "free_numbers",
    "free_numbers_until",
    "keep_configuration",
    "last_contact",
    "note_away",
    "note_contact",
    "note_standing",
    "standing",
    "take_challenge",
    "use_number",
]


def _is_valid(now: datetime) -> ColumnElement[bool]:
    return and_(challenges.c.is_taken.is_(False), challenges.c.expires_at > now)


def _is_free(now: datetime) -> ColumnElement[bool]:
    return and_(number_block.c.is_used.is_(False), number_block.c.expires_at > now)


def add_challenges(connection: Connection, new: Sequence[Challenge]) -> None:
    for challenge in new:
        # One that was taken keeps its row until it expires, so it cannot come in again.
        connection.execute(
            insert(challenges)
            .values(id=challenge.id, nonce=challenge.nonce, expires_at=challenge.expires_at)
            .on_conflict_do_nothing()
        )


def take_challenge(connection: Connection, now: datetime) -> Challenge | None:
    row = connection.execute(
        select(challenges).where(_is_valid(now)).order_by(challenges.c.position).limit(1)
    ).one_or_none()
    if row is None:
        return None
    connection.execute(
        update(challenges).where(challenges.c.position == row.position).values(is_taken=True)
    )
    return Challenge(row.id, row.nonce, row.expires_at)


def challenges_left(connection: Connection, now: datetime) -> int:
    return connection.execute(
        select(func.count()).select_from(challenges).where(_is_valid(now))
    ).scalar_one()


def challenges_until(connection: Connection, now: datetime, at_least: int) -> datetime | None:
    ends = challenges.c.expires_at
    wanted = select(ends).where(_is_valid(now)).order_by(ends.desc())
    until: datetime | None = connection.execute(
        wanted.offset(max(0, at_least - 1)).limit(1)
    ).scalar_one_or_none()
    return until


def keep_configuration(
    connection: Connection, token: str, version: int, block: Sequence[LeasedNumber]
) -> None:
    known = connection.execute(select(configuration.c.version)).scalar_one_or_none()
    if known is not None and version < known:
        raise ValueError(f"configuration {version} is older than {known}")
    keep = insert(configuration).values(id=1, version=version, token=token)
    connection.execute(
        keep.on_conflict_do_update(
            set_={"version": keep.excluded.version, "token": keep.excluded.token}
        )
    )
    _lease_numbers(connection, block)


def configuration_token(connection: Connection) -> str | None:
    return connection.execute(select(configuration.c.token)).scalar_one_or_none()


def _lease_numbers(connection: Connection, block: Sequence[LeasedNumber]) -> None:
    kept = {number.phone_number for number in block}
    free = select(number_block.c.phone_number).where(number_block.c.is_used.is_(False))
    for gone in set(connection.execute(free).scalars()) - kept:
        connection.execute(delete(number_block).where(number_block.c.phone_number == gone))
    for number in block:
        lease = insert(number_block).values(
            phone_number=number.phone_number, expires_at=number.expires_at
        )
        connection.execute(
            lease.on_conflict_do_update(set_={"expires_at": lease.excluded.expires_at})
        )


def free_numbers(connection: Connection, now: datetime, limit: int) -> Sequence[LeasedNumber]:
    found = connection.execute(
        select(number_block).where(_is_free(now)).order_by(number_block.c.phone_number).limit(limit)
    )
    return tuple(LeasedNumber(row.phone_number, row.expires_at) for row in found)


def free_number_count(connection: Connection, now: datetime) -> int:
    return connection.execute(
        select(func.count()).select_from(number_block).where(_is_free(now))
    ).scalar_one()


def free_numbers_until(connection: Connection, now: datetime, at_least: int) -> datetime | None:
    ends = number_block.c.expires_at
    wanted = select(ends).where(_is_free(now)).order_by(ends.desc())
    until: datetime | None = connection.execute(
        wanted.offset(max(0, at_least - 1)).limit(1)
    ).scalar_one_or_none()
    return until


def use_number(connection: Connection, phone_number: str) -> None:
    used = connection.execute(
        update(number_block)
        .where(number_block.c.phone_number == phone_number, number_block.c.is_used.is_(False))
        .values(is_used=True)
    )
    if used.rowcount != 1:
        raise ValueError("this number is not a free one of the block")


def note_contact(connection: Connection, now: datetime, gateway_time: datetime) -> None:
    note = insert(contact).values(id=1, own_time=now, gateway_time=gateway_time)
    connection.execute(
        note.on_conflict_do_update(
            set_={"own_time": note.excluded.own_time, "gateway_time": note.excluded.gateway_time}
        )
    )


def note_standing(connection: Connection, word: Standing) -> None:
    note = insert(tables.standing).values(id=1, word=word.value)
    connection.execute(note.on_conflict_do_update(set_={"word": note.excluded.word}))


def standing(connection: Connection) -> Standing:
    word = connection.execute(select(tables.standing.c.word)).scalar_one_or_none()
    try:
        return Standing.ADMITTED if word is None else Standing(word)
    except ValueError:
        raise StoreDamaged(table="standing") from None


def note_away(connection: Connection, mark: AwayMark) -> None:
    values = {
        "boot_id": mark.boot_id,
        "ticks_ns": mark.ticks_ns,
        "passed_us": mark.passed // timedelta(microseconds=1),
    }
    note = insert(away).values(id=1, **values)
    connection.execute(note.on_conflict_do_update(set_=values))


def away_mark(connection: Connection) -> AwayMark | None:
    row = connection.execute(
        select(away.c.boot_id, away.c.ticks_ns, away.c.passed_us)
    ).one_or_none()
    if row is None:
        return None
    return AwayMark(row.boot_id, row.ticks_ns, timedelta(microseconds=row.passed_us))


def believed_now(connection: Connection, now: datetime, *signed: datetime) -> datetime:
    """Say what `domain.skew.believed` does, by the last contact that was noted."""
    found = connection.execute(select(contact.c.gateway_time)).scalar_one_or_none()
    return believed(now, found, *signed)


def last_contact(connection: Connection) -> tuple[datetime, datetime] | None:
    row = connection.execute(select(contact.c.own_time, contact.c.gateway_time)).one_or_none()
    return None if row is None else (row.own_time, row.gateway_time)
