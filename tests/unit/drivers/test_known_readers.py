"""The list of known readers can be used as it stands, and the udev rule is about the same ones."""

from __future__ import annotations

import re
from pathlib import Path

from drivers.readers.known_readers import KnownReader, known_reader, known_readers
from drivers.transport.hid_layouts import layout_names
from drivers.transport.usb_pipes import PlanName

RULES = Path(__file__).parents[3] / "packaging/udev/70-pos-client-readers.rules"


def numbers(reader: KnownReader) -> tuple[str, str]:
    return f"{reader.vid:04x}", f"{reader.pid:04x}"


def test_every_known_reader_can_be_opened_as_the_list_says() -> None:
    for reader in known_readers():
        assert reader.scheme in ("sam-usb", "sam-hid"), reader
        assert reader.plan in ("", *PlanName), reader
        assert not reader.plan or reader.scheme == "sam-usb", reader
        assert reader.layout in ("", *layout_names()), reader
        assert not reader.layout or reader.scheme == "sam-hid", reader
        assert 0 < reader.vid < 0x10000, reader
        assert 0 < reader.pid < 0x10000, reader


def test_every_known_reader_says_what_it_needs_and_where_it_is_known_from() -> None:
    for reader in known_readers():
        assert reader.name, reader
        assert reader.source, reader
        assert set(reader.needs) == {"linux", "windows", "macos"}, reader
        assert all(reader.needs.values()), reader


def test_no_reader_stands_there_twice() -> None:
    entries = [(reader.scheme, *numbers(reader)) for reader in known_readers()]
    assert len(entries) == len(set(entries))


def test_no_reader_is_called_tested_before_somebody_has_tried_it() -> None:
    assert [reader for reader in known_readers() if reader.tested] == []


def test_a_reader_is_found_by_both_of_its_numbers() -> None:
    found = known_reader("sam-usb", 0x0400, 0xC35A)
    assert found is not None
    assert found.scheme == "sam-usb"
    assert known_reader("sam-usb", 0x0400, 0x057B) is None
    assert {reader.scheme for reader in known_readers("sam-hid")} == {"sam-hid"}


def test_the_udev_rule_gives_access_to_every_known_reader_and_to_nothing_else() -> None:
    pair = r'ATTRS?\{idVendor\}=="(\w{4})", ATTRS?\{idProduct\}=="(\w{4})", TAG\+="uaccess"'
    allowed = {
        (kind, *found)
        for kind, rest in re.findall(
            r'^SUBSYSTEM=="(\w+)",(.*)$', RULES.read_text("utf-8"), re.MULTILINE
        )
        for found in re.findall(pair, rest)
    }
    # The HID library may go through the USB device instead of the HID one.
    usb = {("usb", *numbers(reader)) for reader in known_readers()}
    assert allowed == usb | {("hidraw", *numbers(reader)) for reader in known_readers("sam-hid")}
