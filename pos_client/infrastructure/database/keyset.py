"""Pages of a long table by the numbers of its rows: what a page costs, history does not change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, TextClause

__all__ = ["page"]


def page(
    connection: Connection,
    lines: Select[*tuple[Any, ...]],
    kinds: Iterable[ColumnElement[bool] | TextClause],
    number: Column[int],
    *,
    below: int | None,
    above: int | None,
    limit: int,
) -> list[Row[*tuple[Any, ...]]]:
    """The rows next below or above a number, newest first.

    Each kind is asked for a page of its own, and the pages are merged: every one of them is one
    walk of an index, where all kinds in one question would have to be sorted.
    """
    upwards = above is not None
    found: list[Row[*tuple[Any, ...]]] = []
    for kind in kinds:
        query = lines.where(kind).order_by(number.asc() if upwards else number.desc()).limit(limit)
        if below is not None:
            query = query.where(number < below)
        if above is not None:
            query = query.where(number > above)
        found.extend(connection.execute(query))
    found.sort(key=lambda row: int(row._mapping[number]), reverse=not upwards)
    return found[:limit][::-1] if upwards else found[:limit]
