"""What the verbs share: where the home is."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_client.infrastructure.home import Home
from pos_client.infrastructure.settings import Settings, read_settings

__all__ = ["home_of", "parser", "settings_of"]


def parser(verb: str, description: str) -> argparse.ArgumentParser:
    """A parser that knows `--home`."""
    found = argparse.ArgumentParser(prog=f"pos-client {verb}", description=description)
    found.add_argument(
        "--home", type=Path, help="keep everything in this folder instead of the user's own"
    )
    return found


def home_of(arguments: argparse.Namespace) -> Home:
    """The home that the arguments name, else the user's own."""
    return Home.at(arguments.home)


def settings_of(home: Home) -> Settings:
    return read_settings(home.settings_file)
