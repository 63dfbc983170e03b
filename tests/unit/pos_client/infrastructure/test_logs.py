"""Whatever somebody tries to log, no person reaches the file."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pos_client.infrastructure.logs import LogFile

SECRETS = ("张三", "350102199001011234", "ZHANG SAN", "福建省福州市鼓楼区某路 1 号")
log = logging.getLogger("pos_client.test")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    with LogFile(tmp_path):
        yield tmp_path / "pos-client.log"


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_declared_fields_of_the_declared_type_are_written(file: Path) -> None:
    log.info(
        "case sealed",
        extra={"sequence": 3, "code": "S-303", "attempts": "many", "is_offline": True, "x": 1},
    )
    (line,) = lines(file)
    assert line.pop("at").endswith("Z")
    assert line == {
        "event": "case sealed",
        "level": "INFO",
        "logger": "pos_client.test",
        "sequence": 3,
        "code": "S-303",
        "is_offline": True,
    }


def test_a_line_is_one_sorted_object_with_the_time_of_greenwich(file: Path) -> None:
    before = datetime.now(UTC)
    log.info("reader %s broken", "sam-1", extra={"status": 7, "attempts": 2})
    after = datetime.now(UTC)
    text = file.read_text("utf-8")
    at = json.loads(text)["at"]
    assert text == (
        f'{{"at": "{at}", "attempts": 2, "event": "reader sam-1 broken", "level": "INFO", '
        '"logger": "pos_client.test", "status": 7}\n'
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", at)
    assert before <= datetime.fromisoformat(at) <= after


def test_the_microseconds_stand_there_also_when_there_are_none(file: Path) -> None:
    record = log.makeRecord(log.name, logging.INFO, __file__, 1, "on the second", (), None)
    record.created = 1_782_894_600.0
    log.handle(record)
    assert lines(file)[0]["at"] == "2026-07-01T08:30:00.000000Z"


@pytest.mark.parametrize(
    ("sentence", "arguments"),
    [("read %d of %d", ("many", 3)), ("read %s %s", ("one",)), ("read %(a)s", ({"a": "all"},))],
)
def test_arguments_that_do_not_fit_are_told_and_lost(
    sentence: str, arguments: tuple[object, ...], tmp_path: Path
) -> None:
    record = log.makeRecord(log.name, logging.INFO, __file__, 1, sentence, arguments, None)
    with LogFile(tmp_path) as file:
        file._handler.handle(record)
    assert lines(tmp_path / "pos-client.log")[0]["event"] == (f"{sentence} (arguments do not fit)")


def test_a_sentence_without_end_is_cut(file: Path) -> None:
    log.info("x" * 1000)
    assert lines(file)[0]["event"] == "x" * 256


def test_ids_and_codes_may_stand_in_a_sentence(file: Path) -> None:
    log.info("lost: %s (%s) %d", "reader_unavailable", "0190b6a0-1111-7111-8111-0123456789ab", 7)
    assert lines(file)[0]["event"] == (
        "lost: reader_unavailable (0190b6a0-1111-7111-8111-0123456789ab) 7"
    )


@pytest.mark.parametrize("secret", SECRETS)
def test_a_person_becomes_a_star(file: Path, secret: str) -> None:
    log.info("read %s", secret)
    log.info("read %s", [secret])
    log.info("read %(who)s", {"who": secret})
    log.info(ValueError(secret))
    log.info("read", extra={"code": secret, "step": secret, "holder": secret})
    assert secret not in file.read_text("utf-8")
    assert len(lines(file)) == 5


NUMBER = "110101190001010014"
WRITTEN = (
    NUMBER,
    "110101-19000101-0014",
    "1-1-0-1-0-1-1-9-0-0-0-1-0-1-0-0-1-4",
    "11010.119000.101001.4",
)


@pytest.mark.parametrize("secret", [*WRITTEN, "张三", "❶❶⓿❶⓿❶❶❾⓿⓿⓿❶⓿❶⓿⓿❶❹"])
def test_a_sentence_that_was_put_together_is_lost(file: Path, secret: str) -> None:
    log.info("read " + secret)  # noqa: G003 - what is forbidden, done all the same
    log.info("read %s", secret, extra={"code": secret})
    said = lines(file)
    assert said[0]["event"] == "*"
    assert said[1]["event"] == "read *"
    assert said[1]["code"] == "*"
    assert secret not in file.read_text("utf-8")


@pytest.mark.parametrize("secret", [*WRITTEN, "张三", f"a{NUMBER}", "a b"])
def test_a_logger_that_is_called_like_somebody_has_no_name(file: Path, secret: str) -> None:
    logging.getLogger(f"pos_client.{secret}").info("read")
    (line,) = lines(file)
    assert line["logger"] == "*"


def test_a_large_fraction_may_be_an_id_number(file: Path) -> None:
    log.info("read %s", float(NUMBER), extra={"count": 1})
    log.info("read %.0f", float(NUMBER))
    assert "1101" not in file.read_text("utf-8")


def test_a_large_number_may_be_an_id_number(file: Path) -> None:
    log.info("read %d", 350102199001011234, extra={"count": 350102199001011234})
    assert "350102" not in file.read_text("utf-8")


@pytest.mark.expected_log("stopped", "raw")
def test_an_exception_is_its_kinds_and_never_its_text(file: Path) -> None:
    def parse(text: str) -> None:
        try:
            int(text)
        except ValueError as error:
            raise RuntimeError(SECRETS[1]) from error

    try:
        parse(SECRETS[0])
    except RuntimeError:
        log.exception("stopped")
        logging.getLogger("some.library").exception("raw %s", SECRETS[2], stack_info=True)
    ours, theirs = lines(file)
    assert [kind.split(" at ")[0] for kind in ours["exception"]] == [
        "builtins.RuntimeError",
        "builtins.ValueError",
    ]
    assert theirs["event"] == "a library complained"
    text = file.read_text("utf-8")
    assert not any(secret in text for secret in SECRETS)
    assert "Traceback" not in text


@pytest.mark.expected_log("Failed to parse headers")
def test_what_a_library_complains_about_stays_with_it(file: Path) -> None:
    library = logging.getLogger("urllib3.connection")
    library.warning("Failed to parse headers (url=%s): %s", "https://gateway.invalid", SECRETS[0])
    (line,) = lines(file)
    del line["at"]
    assert line == {
        "event": "a library complained",
        "level": "WARNING",
        "logger": "urllib3.connection",
    }


def test_libraries_are_heard_from_warning_on(file: Path) -> None:
    logging.getLogger("urllib3").info("GET https://gateway.invalid/%s", SECRETS[0])
    log.info("end")
    assert [line["event"] for line in lines(file)] == ["end"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_only_this_user_may_read_it(file: Path) -> None:
    log.info("a line")
    assert file.stat().st_mode & 0o777 == 0o600


def test_nothing_is_heard_after_closing(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    LogFile(tmp_path).close()
    assert (root.level, root.handlers) == before
