"""The console script `pos-client`: two verbs open a window, all others never import Qt."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from pos_client.application.trouble import Trouble

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["run"]:
        # PySide6 makes every import behind it dearer, so what needs no Qt goes first.
        from ui.presenters import first  # noqa: F401

        from ui import app  # isort: skip

        return app.main(given[1:])
    if given[:1] == ["demo"]:
        # Absent from a release, hence by name.
        return int(importlib.import_module("ui.demo.__main__").main(given[1:]))
    if given == ["--version"]:
        from pos_client import __version__

        sys.stdout.write(f"pos-client {__version__}\n")
        return 0
    from pos_client import cli

    return cli.main(given, say=_say)


def _say(trouble: Trouble) -> str:
    """A trouble in the language of this computer, in the words of the window."""
    import locale

    from pos_client.application.state import TroubleState
    from ui import i18n
    from ui.presenters.trouble import present_trouble

    i18n.use("zh_CN" if (locale.getlocale()[0] or "").startswith("zh") else "en")
    facts = tuple(sorted((name, str(value)) for name, value in trouble.facts.items()))
    told = present_trouble(TroubleState(trouble.code, facts))
    if told is None:
        return trouble.code
    sentences = (told.happened, told.safe, told.to_do)
    return " ".join([*(i18n.say(each) for each in sentences), told.code])
