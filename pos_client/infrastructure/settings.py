"""What a shop may set for itself: `config.toml` in the home. Nothing here is a rule.

Read before the first paint, hence the standard library only, and of it what a file that is
there, or one with a mistake, needs when it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pos_client.application.trouble import SettingsInvalid

__all__ = ["LANGUAGES", "Settings", "read_settings"]

LANGUAGES = ("zh_CN", "en")


@dataclass(frozen=True, slots=True)
class Settings:
    """Local settings; a file that is not there means these values.

    Attributes:
        reader_addresses: which readers to open; empty looks for them.
        camera_address: the camera's name; empty takes the first real one. `simulated:` leads an
            invented one, which the gateway believes in demo mode only.
        photo_library: the licensed library that decodes chip photos, with its whole path; empty
            shows none but invented ones.
        printer_address: `system:NAME` or `escpos:...`; empty shows papers on the screen.
        printer_roll_mm: how wide the roll in a receipt printer is, 58 or 80.
        relay_url: the shop's PostgreSQL for second copies; empty where there is none. It holds no
            password: that lies in libpq's password file, or a certificate does without one.
        update_source: where `pos-client update` finds releases; whom it trusts came with the
            installation, and no setting changes that.
        location_source: where positions come from: `none`, `gpsd:`, `nmea:...` or `system`.
        window_size: width and height; None fills the screen.
    """

    language: str = "zh_CN"
    reader_addresses: tuple[str, ...] = ()
    camera_address: str = ""
    photo_library: str = ""
    printer_address: str = ""
    printer_roll_mm: int = 80
    relay_url: str = ""
    update_source: str = ""
    location_source: str = "none"
    window_size: tuple[int, int] | None = None
    is_window_maximised: bool = False


def _language(value: Any) -> str:
    if value not in LANGUAGES:
        raise ValueError('"zh_CN", "en"')
    return str(value)


def _addresses(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise ValueError('["sam-serial:/dev/ttyUSB0"]')
    return tuple(value)


def _camera(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError('"USB Camera"')  # noqa: TRY004  # told as an example, like the others
    return value


def _photo_library(value: Any) -> str:
    if not isinstance(value, str) or (value and not Path(value.partition("?")[0]).is_absolute()):
        raise ValueError('"/opt/vendor/libwlt.so"')
    return value


def _printer(value: Any) -> str:
    from pos_client.infrastructure.printer_address import EXAMPLE, printer_at

    if not isinstance(value, str) or printer_at(value) is None:
        raise ValueError(EXAMPLE)
    return value


def _relay(value: Any) -> str:
    from pos_client.infrastructure.relay.address import EXAMPLE, connection_of

    if not isinstance(value, str):
        raise ValueError(EXAMPLE)  # noqa: TRY004  # told as an example, like the others
    connection_of(value)
    return value


def _update(value: Any) -> str:
    from pos_client.infrastructure.updates.places import EXAMPLE, is_source

    if not isinstance(value, str) or (value and not is_source(value)):
        raise ValueError(EXAMPLE)
    return value


def _location(value: Any) -> str:
    from pos_client.infrastructure.location.address import EXAMPLE, source_at

    if not isinstance(value, str) or source_at(value) is None:
        raise ValueError(EXAMPLE)
    return value


def _roll(value: Any) -> int:
    if value not in (58, 80):
        raise ValueError("58, 80")
    return int(value)


def _size(value: Any) -> tuple[int, int]:
    match value:
        case [int(width), int(height)] if 640 <= width <= 16384 and 480 <= height <= 16384:
            return width, height
    raise ValueError("[1366, 768]")


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true, false")  # noqa: TRY004  # told as an example, like the others
    return value


# Where each setting stands in the file, and what makes a value of it.
_KEYS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "language": ("language", _language),
    "readers.addresses": ("reader_addresses", _addresses),
    "camera.address": ("camera_address", _camera),
    "photo.library": ("photo_library", _photo_library),
    "printer.address": ("printer_address", _printer),
    "printer.roll_mm": ("printer_roll_mm", _roll),
    "relay.url": ("relay_url", _relay),
    "update.source": ("update_source", _update),
    "location.source": ("location_source", _location),
    "window.size": ("window_size", _size),
    "window.maximised": ("is_window_maximised", _flag),
}
_SECTIONS = {key.partition(".")[0] for key in _KEYS if "." in key}


def read_settings(path: Path) -> Settings:
    """Read the file.

    Raises:
        SettingsInvalid: its facts name `problem` (`syntax`, `unknown_key`, `wrong_value`,
            `unreadable`), and where they are known `key`, `line`, `suggestion`, `expected`.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):  # a home that is a file is told elsewhere
        return Settings()
    except (OSError, UnicodeDecodeError):
        raise SettingsInvalid(problem="unreadable", file=path.name) from None
    import tomllib

    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise SettingsInvalid(problem="syntax", file=path.name, line=line) from None
    values = {}
    for key, value in _flat(plain).items():
        if key in _SECTIONS:
            raise _no_section(key, text, path)
        if key not in _KEYS:
            raise _unknown(key, text, path)
        name, accept = _KEYS[key]
        try:
            values[name] = accept(value)
        except ValueError as expected:
            raise SettingsInvalid(
                problem="wrong_value",
                file=path.name,
                key=key,
                line=_line_of(key, text),
                expected=str(expected),
            ) from None
    return Settings(**values)


def _flat(plain: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in plain.items():
        if isinstance(value, dict) and key in _SECTIONS:
            flat |= {f"{key}.{inner}": each for inner, each in value.items()}
        else:
            flat[key] = value
    return flat


def _unknown(key: str, text: str, path: Path) -> SettingsInvalid:
    import difflib

    near = difflib.get_close_matches(key, [*_KEYS, *_SECTIONS], n=1, cutoff=0.6)
    if not near:  # the right name in the wrong section
        last = key.rpartition(".")[2]
        near = [known for known in _KEYS if known.rpartition(".")[2] == last]
    facts = {"suggestion": near[0]} if near else {"expected": ", ".join(_KEYS)}
    return SettingsInvalid(
        problem="unknown_key", file=path.name, key=key[:64], line=_line_of(key, text), **facts
    )


def _no_section(key: str, text: str, path: Path) -> SettingsInvalid:
    """A section is given a value: it is spelt right, so say what stands in it."""
    inside = ", ".join(known.partition(".")[2] for known in _KEYS if known.startswith(f"{key}."))
    return SettingsInvalid(
        problem="wrong_value",
        file=path.name,
        key=key,
        line=_line_of(key, text),
        expected=f"[{key}] {inside}",
    )


def _line_of(key: str, text: str) -> int:
    """Find the line that a key stands on, as people count; 0 when it is written in a rare way."""
    section, _, name = key.rpartition(".")
    here = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            here = header[1]
            if here == key:
                return number
        elif here == section and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", line):
            return number
    return 0
