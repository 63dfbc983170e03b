"""A layout is data; one that makes no sense is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.transport.hid_layouts import (
    DEFAULT_LAYOUT,
    LayoutInvalid,
    ReportKind,
    layout_from_file,
    layout_names,
    shipped_layout,
)

GOOD = """
about = "mine"

[request]
kind = "output"
size = 64

[reply]
kind = "input"
size = 32
report_id = 7
length_at = 0
length_of = "message"
length_size = 2
length_order = "little"
data_at = 2
"""


def with_reply(*lines: str) -> str:
    return "\n".join(['[request]\nkind = "output"\nsize = 64\n[reply]', *lines])


BAD = {
    "no TOML": ("= 3", "is no TOML"),
    "empty": ("", "request: is missing, or no table"),
    "a table of another kind": ('request = "x"', "request: is missing, or no table"),
    "an unknown table": (GOOD + "[replies]\n", "nobody knows 'replies', did you mean reply?"),
    "an unknown field": (with_reply('kind = "input"', "sise = 64"), "did you mean size?"),
    "no size": (with_reply('kind = "input"'), "size has to be a number from 1 to 4096, not None"),
    "no kind": (with_reply("size = 64"), "kind has to be one of input, feature, input-request"),
    "the kind of a request": (with_reply('kind = "output"', "size = 64"), "not 'output'"),
    "a text for a number": (
        with_reply('kind = "input"', 'size = "64"'),
        "reply: size has to be a number from 1 to 4096, not '64'",
    ),
    "a truth for a number": (with_reply('kind = "input"', "size = true"), "not True"),
    "a report too large": (with_reply('kind = "input"', "size = 4097"), "not 4097"),
    "data behind the end": (
        with_reply('kind = "input"', "size = 8", "data_at = 8"),
        "data_at has to be a number from 0 to 7",
    ),
    "a count of nothing": (
        with_reply('kind = "input"', "size = 8", "length_at = 0"),
        "length_of has to be one of report, message, not None",
    ),
    "a count in the data": (
        with_reply('kind = "input"', "size = 8", 'length_of = "report"'),
        "the count has to stand before data_at",
    ),
    "a count too small for a record": (
        with_reply('kind = "input"', "size = 64", 'length_of = "message"', "data_at = 1"),
        "length_size is too small for a reply of 2314 bytes",
    ),
    "a count too small for a report": (
        with_reply('kind = "input"', "size = 400", 'length_of = "report"', "data_at = 1"),
        "length_size is too small for the bytes of one report",
    ),
    "replies that begin with nothing known": (
        with_reply('kind = "input"', "size = 64", 'begins_with = "status"'),
        'begins_with = "status" needs length_of = "message"',
    ),
    "replies that are counted by the report and begin with the status": (
        with_reply(
            *('kind = "input"', "size = 64", 'begins_with = "status"', "data_at = 1"),
            'length_of = "report"',
        ),
        'needs length_of = "message", not "report"',
    ),
    "the beginning of a request": (
        with_reply('kind = "input"', "size = 64", 'begins_with = "command"'),
        "begins_with has to be one of preamble, length, status",
    ),
    "a pause where reports come by themselves": (
        with_reply('kind = "input"', "size = 64", "every_ms = 5"),
        "every_ms is for replies of the kinds feature and input-request",
    ),
    "an about that is no text": (
        "about = 3\n" + GOOD.replace("about", "source"),
        "about has to be",
    ),
    "a second place for data without a count": (
        with_reply(
            *('kind = "input"', "size = 64", 'length_of = "report"', "data_at = 1"),
            "continued_at = 0",
        ),
        'continued_at is for length_of = "message"',
    ),
}


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD.keys())
def test_a_bad_layout_is_refused_in_words_and_with_its_place(
    tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(LayoutInvalid) as refused:
        layout_from_file(file)
    assert words in str(refused.value)
    assert str(file) in str(refused.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "cannot be read: No such file"), (b"\xff\xfe", "UTF-8"), (b"#" * 70000, "too long")],
)
def test_a_file_that_is_none_is_refused_too(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "mine.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(LayoutInvalid, match=words):
        layout_from_file(file)


def test_a_layout_of_ones_own_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(GOOD, "utf-8")
    layout = layout_from_file(file)
    assert (layout.request.kind, layout.request.size) == (ReportKind.OUTPUT, 64)
    assert (layout.reply.report_id, layout.reply.size, layout.reply.data_at) == (7, 32, 2)
    assert layout.reply.length_is_little
    assert layout.reply.continued_at == 0


def test_the_layouts_that_ship_make_sense() -> None:
    assert {DEFAULT_LAYOUT, "driver-free", "bank", "control"} <= {*layout_names()}
    for name in layout_names():
        layout = shipped_layout(name)
        assert layout.request.size == layout.reply.size == 64
