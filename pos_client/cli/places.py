"""What the verbs share: where the home is, and how long to wait."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_client.cli.words import said
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.settings import Settings, read_settings

__all__ = ["home_of", "nothing_kept", "parser", "seconds", "settings_of"]

LONGEST_WAIT_S = 24 * 3600


def nothing_kept() -> str:
    """What a verb that looks says before there was a counter."""
    return said(
        "nothing was kept here yet: `pos-client run` opens the counter for the first time\n",
        "这里还没有保存过任何资料：用 `pos-client run` 第一次打开登记窗口\n",
    )


def parser(verb: str, description: str) -> argparse.ArgumentParser:
    """A parser that knows `--home`."""
    found = argparse.ArgumentParser(prog=f"pos-client {verb}", description=description)
    found.add_argument(
        "--home", type=_folder, help="keep everything in this folder instead of the user's own"
    )
    return found


def seconds(text: str) -> float:
    """A time to wait, as an argument."""
    found = float(text)
    if not 0 < found <= LONGEST_WAIT_S:
        raise argparse.ArgumentTypeError(f"more than 0 and at most {LONGEST_WAIT_S} seconds")
    return found


def _folder(text: str) -> Path:
    if not text:  # a variable of a script that was never set
        raise argparse.ArgumentTypeError("an empty text names no folder")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise argparse.ArgumentTypeError(f"no such user: {text}") from None


def home_of(arguments: argparse.Namespace) -> Home:
    """The home that the arguments name, else the user's own."""
    return Home.at(arguments.home)


def settings_of(home: Home) -> Settings:
    return read_settings(home.settings_file)
