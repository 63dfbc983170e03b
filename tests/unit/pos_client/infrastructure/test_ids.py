"""Ids are of version 7, sort by the time they were made at, and never come twice."""

from __future__ import annotations

import time
from uuid import RFC_4122

import pytest

from pos_client.infrastructure.ids import new_id


def test_an_id_is_of_version_7_and_begins_with_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    assert (made.version, made.variant) == (7, RFC_4122)
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000


def test_ids_of_one_millisecond_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_782_864_000_000_000_000)
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_a_later_id_sorts_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for millisecond in range(200):
        monkeypatch.setattr(time, "time_ns", lambda now=millisecond: now * 1_000_000)
        made.append(new_id())
    assert made == sorted(made)
