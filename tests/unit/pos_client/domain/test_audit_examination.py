"""Each flaw of a chain shows once, at its place, and a whole chain shows none."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pos_client.domain.audit import GENESIS, AuditEvent, canonical_event
from pos_client.domain.audit_examination import AuditExamination, AuditFlaw, KeptEntry
from tests.registrations import NOON

SHA256 = hashlib.sha256(b"envelope").digest()
EVENTS = (
    AuditEvent("logged_in", NOON, {"clerk": "0017"}),
    AuditEvent("card_read", NOON, {"read_counter": 1, "challenge_id": "c1"}),
    AuditEvent("registration_saved", NOON, {"sha256": SHA256.hex()}),
    AuditEvent("card_read", NOON, {"read_counter": 2, "challenge_id": "c2"}),
    AuditEvent("logged_out", NOON),
)


def chained(*texts: bytes) -> list[KeptEntry]:
    head, entries = GENESIS, []
    for index, text in enumerate(texts, 1):
        head = hashlib.sha256(head + text).digest()
        entries.append(KeptEntry(index, text, head))
    return entries


WHOLE = chained(*map(canonical_event, EVENTS))


def flaws(entries: list[KeptEntry], reads: int = 2) -> list[tuple[AuditFlaw, int]]:
    examination = AuditExamination()
    examination.expect(3)
    for entry in entries:
        examination.take(entry)
    examination.hold_against_head(3, WHOLE[2].head)
    examination.hold_against_reads(reads)
    examination.take_registration(SHA256)
    examination.end_registrations()
    return [(finding.flaw, finding.index) for finding in examination.findings]


def test_a_whole_chain_has_no_flaw() -> None:
    assert flaws(WHOLE) == []


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_changed_event_shows_at_its_place_only(place: int) -> None:
    touched = list(WHOLE)
    text = WHOLE[place].text.replace(b'"at":"2026', b'"at":"2025')
    touched[place] = replace(WHOLE[place], text=text)
    assert flaws(touched) == [(AuditFlaw.ENTRY_CHANGED, place + 1)]


def test_a_missing_entry_shows_where_it_was() -> None:
    assert (AuditFlaw.ENTRY_MISSING, 1) in flaws(WHOLE[1:])
    assert flaws([*WHOLE[:2], *WHOLE[3:]])[0] == (AuditFlaw.ENTRY_MISSING, 3)


def test_a_chain_cut_back_below_the_countersigned_head_says_so() -> None:
    assert (AuditFlaw.CUT_BACK, 3) in flaws(WHOLE[:2])


def test_another_whole_chain_is_a_fork() -> None:
    texts = [entry.text for entry in WHOLE]
    texts[0] = texts[0].replace(b"0017", b"0018")
    assert flaws(chained(*texts)) == [(AuditFlaw.FORKED, 3)]


def test_what_lies_above_the_countersigned_head_can_be_written_anew() -> None:
    texts = [entry.text for entry in WHOLE]
    texts[4] = texts[4].replace(b"logged_out", b"logged_off")
    assert flaws(chained(*texts)) == []


def test_reads_and_registrations_are_held_against_what_is_kept_beside() -> None:
    assert flaws(WHOLE, reads=3) == [(AuditFlaw.READ_UNACCOUNTED, 5)]
    texts = [entry.text for entry in WHOLE]
    without = chained(*texts[:2], *texts[3:])
    assert (AuditFlaw.REGISTRATION_UNANNOUNCED, 0) in flaws(without)
    twice = chained(*texts, texts[2].replace(SHA256.hex().encode(), b"ab" * 32))
    assert flaws(twice) == [(AuditFlaw.REGISTRATION_MISSING, 6)]


@pytest.mark.parametrize(
    "text",
    [
        b"\xff",
        b"[]",
        b"7",
        b"{}",
        b'{"at":1,"details":{},"kind":"k"}',
        b'{"at":"soon","details":{},"kind":"k"}',
        b'{"at":"2026-03-02T04:00:00+00:00","details":[],"kind":"k"}',
        b'{"at": "2026-03-02T04:00:00+00:00","details":{},"kind":"k"}',
        b'{"at":"2026-03-02T04:00:00+00:00","details":{},"kind":"k","more":1}',
        b'{"at":"2026-03-02T04:00:00+00:00","details":{"a":"\\ud800"},"kind":"k"}',
        b"[" * 100_000,
    ],
)
def test_an_entry_that_is_no_event_is_unreadable_and_the_walk_goes_on(text: bytes) -> None:
    texts = [entry.text for entry in WHOLE]
    assert flaws(chained(*texts, text)) == [(AuditFlaw.ENTRY_UNREADABLE, 6)]


def flaws_of_rest(
    begins: int, let_go_before: datetime, *, head_before: bytes = b""
) -> list[AuditFlaw]:
    """Examine what is left of the chain when everything before entry `begins` was let go."""
    examination = AuditExamination()
    examination.expect(5)
    before = head_before or WHOLE[begins - 2].head
    examination.begin_at(begins, before, let_go_before)
    for entry in WHOLE[begins - 1 :]:
        examination.take(entry)
    examination.hold_against_head(5, WHOLE[4].head)
    examination.hold_against_reads(2)
    examination.take_registration(SHA256)
    examination.end_registrations(let_go_before)
    return [finding.flaw for finding in examination.findings]


@pytest.mark.parametrize("begins", [2, 3, 4, 5])
def test_a_chain_whose_old_part_was_let_go_is_whole(begins: int) -> None:
    assert flaws_of_rest(begins, NOON) == []


def test_a_part_that_was_let_go_too_early_is_missing() -> None:
    assert flaws_of_rest(3, NOON - timedelta(seconds=1)) == [AuditFlaw.ENTRY_MISSING]


def test_a_wrong_head_before_the_rest_shows() -> None:
    assert flaws_of_rest(3, NOON, head_before=bytes(32)) == [AuditFlaw.ENTRY_CHANGED]


def test_what_was_announced_long_ago_may_be_gone_from_the_queue() -> None:
    for before, expected in (
        (NOON, []),
        (NOON - timedelta(days=1), [(AuditFlaw.REGISTRATION_MISSING, 3)]),
    ):
        examination = AuditExamination()
        for entry in WHOLE:
            examination.take(entry)
        examination.end_registrations(before)
        assert [(each.flaw, each.index) for each in examination.findings] == expected
