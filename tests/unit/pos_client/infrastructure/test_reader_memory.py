"""The chosen reader outlives a restart, and a damaged note of it costs nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.application.reader_mark import ReaderMark
from pos_client.infrastructure.reader_memory import FileReaderMemory

MARK = ReaderMark("sam-usb:0400:c35a", "sam-usb", "05.01-1-2-3", "0400:c35a", "0042", "读卡器 210")


@pytest.fixture
def memory(tmp_path: Path) -> FileReaderMemory:
    return FileReaderMemory(tmp_path / "reader.json")


def test_nothing_was_chosen_before_anything_was(memory: FileReaderMemory) -> None:
    assert memory.load() is None


def test_what_was_chosen_is_there_again_and_readable_by_nobody_else(
    memory: FileReaderMemory, tmp_path: Path
) -> None:
    memory.keep(MARK)
    assert FileReaderMemory(tmp_path / "reader.json").load() == MARK
    assert (tmp_path / "reader.json").stat().st_mode & 0o077 == 0


def test_choosing_all_forgets_it(memory: FileReaderMemory) -> None:
    memory.keep(MARK)
    memory.keep(None)
    memory.keep(None)
    assert memory.load() is None


@pytest.mark.expected_log("the chosen reader cannot be read")
@pytest.mark.parametrize(
    "damaged",
    [b"", b"{", b"[]", b"{}", b'"x"', b"\xff", b'{"address": 7}', b"null"],
)
def test_a_damaged_note_means_all_readers(
    memory: FileReaderMemory, tmp_path: Path, damaged: bytes
) -> None:
    (tmp_path / "reader.json").write_bytes(damaged)
    assert memory.load() is None


@pytest.mark.expected_log("the chosen reader cannot be kept")
def test_a_home_that_takes_no_file_costs_the_choice_alone(tmp_path: Path) -> None:
    FileReaderMemory(tmp_path / "missing" / "reader.json").keep(MARK)


WORDS = st.sampled_from(["", "a", "b"])
MARKS = st.builds(ReaderMark, st.sampled_from(["x:1", "x:2", "x:3"]), WORDS, WORDS, WORDS, WORDS)


@given(MARKS, st.lists(MARKS, max_size=3, unique_by=lambda mark: mark.address))
def test_whatever_is_found_again_contradicts_in_nothing_that_only_one_reader_has(
    mark: ReaderMark, others: list[ReaderMark]
) -> None:
    found = [other for other in others if other.address == mark.found_among(others)]
    for other in found:
        assert other.driver == mark.driver
        assert not (mark.sam_id and other.sam_id and mark.sam_id != other.sam_id)
        assert not (
            mark.serial_number and other.serial_number and mark.serial_number != other.serial_number
        )


@given(MARKS, st.lists(MARKS, max_size=3, unique_by=lambda mark: mark.address))
def test_the_order_of_the_others_decides_nothing(
    mark: ReaderMark, others: list[ReaderMark]
) -> None:
    assert mark.found_among(others) == mark.found_among(others[::-1])
