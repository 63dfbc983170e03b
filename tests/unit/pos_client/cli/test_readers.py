"""`pos-client readers` tells of readers and cards, and of nobody on a plate."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest

from drivers import Prospect
from drivers.discovery import Lookout
from drivers.transcripts import recording
from pos_client import cli
from pos_client.cli.recording import is_test_card

LIN = "sim:?card=resident-lin"
MA = "sim:?card=resident-ma"
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


def test_recording_asks_for_a_test_card_and_writes_who_was_invented(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "card.jsonl"
    given = ["readers", "record", MA, str(file), "--test-card", "--seconds", "1.5"]
    assert cli.main(given) == 0
    told = capsys.readouterr()
    assert told.err.splitlines()[:2] == [
        "请放上测试卡 / Lay the test card on the reader.",
        "请取下 / Lift it.",
    ]
    assert told.out == f"{file}: card read, card removed\n"
    assert "马" not in file.read_text("utf-8")
    assert file.stat().st_mode & 0o777 == 0o600
    assert cli.main(["readers", "test", f"transcript:{file}", "--seconds", "5"]) == 0


def test_recording_tells_in_json_what_the_hand_has_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["readers", "record", "sim:", str(tmp_path / "no-card"), "--test-card", "--json"]
    assert cli.main([*given, "--seconds", "0.5"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each.get("do") for each in told] == ["lay", "done", None]
    assert told[-1] == {"news": "recorded", "file": str(tmp_path / "no-card"), "told": []}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["sim:", "FILE"], "only a test card may be recorded"),
        (["sim:", "--test-card"], "Give an address and a file"),
        (["--test-card"], "Give an address and a file"),
    ],
)
def test_a_recording_that_was_not_asked_for_rightly_does_not_begin(
    given: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(tmp_path / "card.jsonl") if word == "FILE" else word for word in given]
    with pytest.raises(SystemExit) as ended:
        cli.main(["readers", "record", *words])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("answer", "is_yes"), [("yes\n", True), ("是\n", True), ("\n", False)])
def test_whoever_sits_there_may_say_that_it_is_a_test_card(
    answer: str, is_yes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyboard = StringIO(answer)
    monkeypatch.setattr(keyboard, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", keyboard)
    assert is_test_card() is is_yes


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("vendor:sdtapi?library=/opt/sdtapi.so", "R-120"),
        ("sam-serial:/dev/none", "R-101"),
    ],
)
def test_what_cannot_be_recorded_is_a_trouble_with_a_code(
    address: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["readers", "record", address, str(tmp_path / "card.jsonl"), "--test-card"]
    assert cli.main(given) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith(code)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["nobody:", "sim:?card=nobody", "COM3"])
def test_an_address_that_makes_no_sense_is_said_in_a_sentence(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["readers", "record", address, str(tmp_path / "card.jsonl"), "--test-card"]
    assert cli.main(given) == 2
    assert capsys.readouterr().err.startswith("nothing was recorded: ")


def test_a_file_is_overwritten_when_that_is_asked_for_and_only_then(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "card.jsonl"
    file.write_text("kept")
    given = ["readers", "record", "sim:", str(file), "--test-card", "--seconds", "0.2"]
    assert cli.main(given) == 1
    assert capsys.readouterr().err.startswith("R-122")
    assert file.read_text() == "kept"
    assert cli.main([*given, "--force"]) == 0
    assert '"transcript": 1' in file.read_text()


def test_a_folder_that_is_not_there_is_told_before_anybody_lays_a_card(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "none" / "card.jsonl"
    assert cli.main(["readers", "record", MA, str(file), "--test-card"]) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_a_recording_that_tells_another_story_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(recording, "_played", lambda _: ((), ""))
    given = ["readers", "record", MA, str(tmp_path / "card.jsonl"), "--test-card"]
    assert cli.main([*given, "--seconds", "1"]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("R-121")
    assert list(tmp_path.iterdir()) == []


def test_the_drivers_are_listed_as_a_carrier_would_sign_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["readers", "drivers", "--json"]) == 0
    (ours,) = (
        rule
        for rule in map(json.loads, capsys.readouterr().out.splitlines())
        if rule["distribution"] == "pos-client"
    )
    assert len(ours["sha256"]) == 64
    assert {"sam-serial", "remote-sam", "sim"} <= set(ours["schemes"])
    assert cli.main(["readers", "drivers"]) == 0
    assert ours["sha256"] in capsys.readouterr().out
