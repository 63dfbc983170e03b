"""A typing error in the settings is told with its line and what was probably meant."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pos_client.application.trouble import SettingsInvalid
from pos_client.infrastructure.relay.address import connection_of, server_of
from pos_client.infrastructure.settings import Settings, read_settings

EVERY_KEY = (
    "language, readers.addresses, camera.address, photo.library, printer.address, "
    "printer.roll_mm, relay.url, update.source, location.source, window.size, window.maximised"
)


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return path


def test_no_file_means_the_usual_settings(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "config.toml") == Settings()


def test_every_setting_is_read(tmp_path: Path) -> None:
    text = """
        language = "en"
        [readers]
        addresses = ["sam-serial:COM3?baud=9600", "sam-tcp:127.0.0.1:4001"]
        [camera]
        address = "USB Camera"
        [printer]
        address = "escpos:tcp:127.0.0.1:9100"
        roll_mm = 58
        [photo]
        library = "/opt/vendor/libwlt.so?orientation=top-down"
        [relay]
        url = "postgresql+psycopg://counter@shop-server:5433/relay?sslmode=verify-full"
        [location]
        source = "nmea:/dev/ttyACM0?baud=4800"
        [window]
        size = [1366, 768]
        maximised = true
    """
    assert read_settings(written(tmp_path, text)) == Settings(
        language="en",
        reader_addresses=("sam-serial:COM3?baud=9600", "sam-tcp:127.0.0.1:4001"),
        camera_address="USB Camera",
        printer_address="escpos:tcp:127.0.0.1:9100",
        printer_roll_mm=58,
        photo_library="/opt/vendor/libwlt.so?orientation=top-down",
        relay_url="postgresql+psycopg://counter@shop-server:5433/relay?sslmode=verify-full",
        location_source="nmea:/dev/ttyACM0?baud=4800",
        window_size=(1366, 768),
        is_window_maximised=True,
    )


def test_a_file_from_notepad_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b'\xef\xbb\xbflanguage = "en"\r\n')
    assert read_settings(path).language == "en"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ('langauge = "en"', {"key": "langauge", "line": 1, "suggestion": "language"}),
        (
            '\n[readers]\naddreses = ["sim:"]',
            {"key": "readers.addreses", "line": 3, "suggestion": "readers.addresses"},
        ),
        ("\n[reader]\n", {"key": "reader", "line": 2, "suggestion": "readers"}),
        ("addresses = []", {"key": "addresses", "line": 1, "suggestion": "readers.addresses"}),
        ("offline_hours = 900", {"key": "offline_hours", "line": 1, "expected": EVERY_KEY}),
        ("[evidence]", {"key": "evidence", "line": 1, "expected": EVERY_KEY}),
    ],
)
def test_an_unknown_key_is_refused_and_the_likely_one_named(
    tmp_path: Path, text: str, facts: dict[str, str | int]
) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(written(tmp_path, text))
    assert caught.value.facts == {"problem": "unknown_key", "file": "config.toml"} | facts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('readers = ["sim:"]', "[readers] addresses"),
        ("window = 5", "[window] size, maximised"),
        ('printer = "system:"', "[printer] address, roll_mm"),
    ],
)
def test_a_section_that_is_given_a_value_is_not_called_mistyped(
    tmp_path: Path, text: str, expected: str
) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(written(tmp_path, text))
    facts = caught.value.facts
    assert (facts["problem"], facts["expected"], facts["line"]) == ("wrong_value", expected, 1)


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ('language = "fr"', "language", 1),
        ("language = 1", "language", 1),
        ("readers = 1", "readers", 1),
        ('\n\n[readers]\naddresses = "sim:"', "readers.addresses", 4),
        ("[readers]\naddresses = [1]", "readers.addresses", 2),
        ('[readers]\naddresses = [""]', "readers.addresses", 2),
        ('[printer]\naddress = "lp0"', "printer.address", 2),
        ('[printer]\naddress = "escpos:bogus"', "printer.address", 2),
        ('[printer]\naddress = "escpos:"', "printer.address", 2),
        ('[printer]\naddress = "escpos:tcp:shop"', "printer.address", 2),
        ('[printer]\naddress = "escpos:tcp:shop:0"', "printer.address", 2),
        ('[printer]\naddress = "escpos:serial:ttyS0"', "printer.address", 2),
        ('[printer]\naddress = "escpos:/dev/lp\\u0000"', "printer.address", 2),
        ("[printer]\nroll_mm = 76", "printer.roll_mm", 2),
        ("[photo]\nlibrary = 1", "photo.library", 2),
        ('[photo]\nlibrary = "libwlt.so"', "photo.library", 2),
        ("[window]\nsize = [1366]", "window.size", 2),
        ("[window]\nsize = [1, 1]", "window.size", 2),
        ("[window]\nmaximised = 1", "window.maximised", 2),
    ],
)
def test_a_value_of_another_kind_is_refused(tmp_path: Path, text: str, key: str, line: int) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(written(tmp_path, text))
    facts = caught.value.facts
    assert (facts["key"], facts["line"]) == (key, line)
    assert facts["problem"] in ("wrong_value", "unknown_key")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://counter@shop-server/relay",
        "postgresql+psycopg:///relay?host=/run/postgresql&port=5433",
        "postgresql+psycopg://counter@10.0.0.7/relay?passfile=/etc/pos/pgpass&sslcert=a&sslkey=b",
        "postgresql+psycopg://counter@[::1]:5433/relay?sslmode=verify-full&sslrootcert=/etc/root.pem",
    ],
)
def test_a_relay_without_a_password_is_taken(tmp_path: Path, address: str) -> None:
    assert read_settings(written(tmp_path, f'[relay]\nurl = "{address}"')).relay_url == address


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://counter:s3cret@shop-server/relay",
        "postgresql+psycopg://counter:@shop-server/relay",
        "postgresql+psycopg://counter@shop-server/relay?password=s3cret",
        "postgresql+psycopg://counter@shop-server/relay?options=-csynchronous_commit%3Doff",
        "postgresql+psycopg://counter@shop-server",
        "postgresql+psycopg://counter@shop-server:port/relay",
        "postgresql://counter@shop-server/relay",
        "mysql://shop-server/relay",
        "",
        " postgresql+psycopg://counter@shop-server/relay",
        "postgresql+psycopg://counter@shop-server/relay ",
        "postgresql+psycopg://counter@shop-server/re\\nlay",
        "postgresql+psycopg://counter@shop-server/%00",
        "postgresql+psycopg://counter@shop-server/relay/",
        "postgresql+psycopg://counter@shop-server/relay#s3cret",
        "postgresql+psycopg://counter@one,two/relay",
        "postgresql+psycopg://counter@one/relay?host=two",
        "postgresql+psycopg:///relay?host=one&host=two",
        "postgresql+psycopg:///relay?host=one,two",
        "postgresql+psycopg://counter@shop-server/relay?port=abc",
        "postgresql+psycopg://counter@shop-server:0/relay",
        "postgresql+psycopg://counter@shop-server:65536/relay",
        "postgresql+psycopg://counter@shop-server/relay?sslmode=bogus",
        "postgresql+psycopg://counter@shop-server/relay?passfile=",
        "postgresql+psycopg://counter@shop-server/relay?sslmode",
    ],
)
def test_a_relay_address_with_a_password_or_of_another_kind_is_refused_and_never_repeated(
    tmp_path: Path, address: str
) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(written(tmp_path, f'[relay]\nurl = "{address}"'))
    assert (caught.value.facts["problem"], caught.value.facts["line"]) == ("wrong_value", 2)
    assert "s3cret" not in str(caught.value.facts) + str(caught.value)


@pytest.mark.parametrize(
    ("address", "named", "server"),
    [
        (
            "postgresql+psycopg://count%40er@[::1]:5433/re%20lay?sslmode=require",
            {
                "user": "count@er",
                "host": "::1",
                "port": "5433",
                "dbname": "re lay",
                "sslmode": "require",
            },
            "::1:5433",
        ),
        (
            "postgresql+psycopg:///relay?host=/run/postgresql",
            {"host": "/run/postgresql", "dbname": "relay"},
            "/run/postgresql",
        ),
        ("postgresql+psycopg:///relay", {"dbname": "relay"}, "localhost"),
    ],
)
def test_a_relay_address_is_taken_apart_once(
    address: str, named: dict[str, str], server: str
) -> None:
    assert connection_of(address) == named
    assert server_of(address) == server


def test_a_wrong_part_of_a_relay_address_is_said(tmp_path: Path) -> None:
    text = '[relay]\nurl = "postgresql+psycopg://counter@shop-server/relay?sslmode=bogus"'
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(written(tmp_path, text))
    assert "verify-full" in str(caught.value.facts["expected"])


@pytest.mark.parametrize(
    ("text", "line"), [("a b", 1), ('\nlanguage = "en', 2), ("[window\n", 1), ("x = [\n1,\n", 3)]
)
def test_a_line_that_is_no_toml_is_named(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(written(tmp_path, text))
    assert caught.value.facts["problem"] == "syntax"
    assert abs(int(caught.value.facts["line"]) - line) <= 1


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes("language = '中'".encode("gbk"))
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(path)
    assert caught.value.facts["problem"] == "unreadable"


def test_reading_settings_imports_nothing_but_the_standard_library() -> None:
    code = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "import pos_client.infrastructure.settings\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(new - set(sys.stdlib_module_names) - {'pos_client'}))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "[]", run.stderr


@pytest.mark.parametrize("place", ["", "https://updates.example.net/pos-client", "/media/stick"])
def test_a_place_of_releases_is_taken(tmp_path: Path, place: str) -> None:
    assert read_settings(written(tmp_path, f'[update]\nsource = "{place}"')).update_source == place


@pytest.mark.parametrize(
    "place",
    ["releases", "http://updates.example.net", "https://", "https://u:p@host/", "https://[x"],
)
def test_a_place_that_is_none_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(written(tmp_path, f'[update]\nsource = "{place}"'))
    assert caught.value.facts["key"] == "update.source"
