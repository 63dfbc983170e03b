"""The console script `pos-client`: two verbs open a window, one draws; no other imports Qt."""

from __future__ import annotations

import builtins
import gc
import importlib
import sys
from collections.abc import Sequence

from pos_client.application.trouble import Trouble

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["run"]:
        gc.disable()  # until something stands on the screen: nothing of all this is garbage
        _import_qt()
        from ui import app

        return app.main(given[1:])
    if given[:1] == ["demo"]:
        _import_qt()
        # Absent from a release, hence by name.
        return int(importlib.import_module("ui.demo.__main__").main(given[1:]))
    if given[:1] == ["return-paper"]:
        from ui.forms import return_paper

        return return_paper.main(given[1:])
    if given == ["--version"]:
        from pos_client import __version__

        sys.stdout.write(f"pos-client {__version__}\n")
        return 0
    from pos_client import cli
    from pos_client.infrastructure.dumps import forbid_dumps
    from pos_client.infrastructure.last_words import choose_last_words

    choose_last_words()
    forbid_dumps()
    return cli.main(given, say=_say)


def _import_qt() -> None:
    """Import Qt, and put Python's own import back in its place.

    PySide6 replaces it for the sake of `from __feature__ import`, which nobody uses here. Its own
    reads the source of every module that anybody imports afterwards, and keeps the text: a fifth
    of the time that imports take, and 25 MB. What it has read by then is forgotten.
    """
    import linecache  # late: no other verb needs it

    plain = builtins.__import__
    importlib.import_module("PySide6.QtCore")
    builtins.__import__ = plain
    linecache.clearcache()


def _say(trouble: Trouble) -> str:
    """A trouble in the language of this computer, in the words of the window."""
    from pos_client.application.state import TroubleState
    from pos_client.cli.words import is_chinese
    from ui import i18n
    from ui.presenters.trouble import present_trouble

    i18n.use("zh_CN" if is_chinese() else "en")
    facts = tuple(sorted((name, str(value)) for name, value in trouble.facts.items()))
    told = present_trouble(TroubleState(trouble.code, facts))
    if told is None:
        return trouble.code
    sentences = (told.happened, told.safe, told.to_do)
    return " ".join([*(i18n.say(each) for each in sentences), told.code])
