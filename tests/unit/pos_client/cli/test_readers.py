"""`pos-client readers` tells of readers and cards, and of nobody on a plate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drivers import Prospect
from drivers.discovery import Lookout
from pos_client import cli

LIN = "sim:?card=resident-lin"
BARRED = Prospect("sam-usb:0400:c35a", "IDR", True, "reader_forbidden", "udev_rule")
PORT = Prospect("sam-serial:/dev/ttyUSB0", "USB serial")


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Prospect]:
    prospects: list[Prospect] = []
    monkeypatch.setattr(Lookout, "look", lambda _: tuple(prospects))
    return prospects


def test_the_list_names_each_reader_and_what_stands_in_its_way(
    seen: list[Prospect], capsys: pytest.CaptureFixture[str]
) -> None:
    seen += [BARRED, PORT]
    assert cli.main(["readers", "list"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert "reader_forbidden: install packaging/udev/70-pos-client-readers.rules" in told[0]
    assert "may be a reader" in told[1]


def test_the_list_as_json_has_one_object_a_line(
    seen: list[Prospect], capsys: pytest.CaptureFixture[str]
) -> None:
    seen += [BARRED, PORT]
    assert cli.main(["readers", "list", "--json"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["address"], first["remedy"]) == ("sam-usb:0400:c35a", "udev_rule")
    assert (second["is_known"], second["obstacle"]) == (False, "")


@pytest.mark.usefixtures("seen")
def test_no_reader_at_all_is_said_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["readers", "list"]) == 1
    assert "is the reader plugged in" in capsys.readouterr().err


def test_a_test_climbs_to_the_top_and_prints_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["readers", "test", LIN, "--json", "--seconds", "5"]) == 0
    told = capsys.readouterr().out
    rungs = [json.loads(line) for line in told.splitlines()]
    assert [each["rung"] for each in rungs][-2:] == ["card", "content"]
    assert {each["state"] for each in rungs} == {"good"}
    assert "林" not in told


def test_a_test_of_a_missing_port_names_the_rung_that_breaks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["readers", "test", "sam-serial:/dev/none", "--seconds", "1"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == ["ok", "ok", "BROKEN", "-", "-", "-"]


def test_a_test_without_an_address_says_what_is_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["readers", "test"])
    assert ended.value.code == 2
    assert "Give an address" in capsys.readouterr().err


def test_watching_tells_of_the_reader_and_its_card_but_not_whose_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["readers", "watch", LIN, "--seconds", "1.5", "--json", "--home", str(tmp_path)]
    assert cli.main(given) == 0
    told = capsys.readouterr().out
    news = [json.loads(line) for line in told.splitlines()]
    assert [each["news"] for each in news][:2] == ["reader_found", "card_read"]
    assert news[0]["simulated"] is True
    assert news[1]["kind"] == "RESIDENT"
    assert "林" not in told


def test_watching_names_readers_that_may_not_be_opened(
    seen: list[Prospect], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen.append(BARRED)
    assert cli.main(["readers", "watch", "--seconds", "0.5", "--home", str(tmp_path)]) == 0
    assert "sam-usb:0400:c35a: barred (code reader_forbidden)" in capsys.readouterr().out
