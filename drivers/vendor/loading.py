"""Loading a library in the worker, and saying in words why that cannot be done.

Standard library only.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

__all__ = ["Fault", "find", "load_library", "require"]

# What a library needs may lie beside it; so may what that needs.
_MOST_COMPANIONS: Final = 16
_MISSING_FILES: Final = (
    re.compile(r"^([^/\s:]+): cannot open shared object file"),  # glibc
    re.compile(r"^Error loading shared library ([^/\s:]+):"),  # musl
)
_MISSING_FUNCTION: Final = re.compile(r"undefined symbol: (\w+)")


class Fault(Exception):
    """The library cannot be used; `text` goes on where its name stands at the beginning.

    Attributes:
        code: `library`, `option` or `reader`, by what is at fault.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def load_library(path: str) -> ctypes.CDLL:
    """Load a library with the calling convention that vendors use on this system.

    On Linux a missing companion is taken from the library's own folder, where vendors put it
    and where the loader does not look.

    Raises:
        Fault: it cannot be loaded; where the loader knows what is missing, it says so.
    """
    return _loaded(path, partial(_open, path))


def _loaded(path: str, load: Callable[[], ctypes.CDLL], depth: int = 0) -> ctypes.CDLL:
    for _ in range(_MOST_COMPANIONS):
        try:
            return load()
        except OSError as trouble:
            companion = _companion_beside(path, str(trouble))
            if companion is None or depth == _MOST_COMPANIONS:
                raise Fault("library", _words(path, str(trouble))) from trouble
        try:
            _loaded(companion, partial(ctypes.CDLL, companion, ctypes.RTLD_GLOBAL), depth + 1)
        except Fault as fault:
            words = f"needs {Path(companion).name}, which {fault.text}"
            raise Fault("library", words) from fault
    raise Fault("library", "needs companions that do not fit")


def find(library: ctypes.CDLL, name: str, arguments: list[Any], result: Any = ctypes.c_int) -> Any:
    """Return a function with its types set, None when the library has none of this name."""
    try:
        function = getattr(library, name)
    except AttributeError:
        return None
    # Without types a handle of 64 bits is cut to 32.
    function.argtypes = arguments
    function.restype = result
    return function


def require(
    library: ctypes.CDLL, name: str, arguments: list[Any], result: Any = ctypes.c_int
) -> Any:
    """Return a function that has to be there.

    Raises:
        Fault: it is not, and its name is said.
    """
    function = find(library, name, arguments, result)
    if function is None:
        raise Fault("library", f"has no function {name}")
    return function


def _open(path: str) -> ctypes.CDLL:
    if sys.platform == "win32":
        # What it needs is looked for in its own folder first: LOAD_WITH_ALTERED_SEARCH_PATH.
        library: ctypes.CDLL = ctypes.WinDLL(path, winmode=0x8)
    else:
        library = ctypes.CDLL(path)
    return library


def _missing_file(words: str) -> str:
    found = [match[1] for pattern in _MISSING_FILES if (match := pattern.match(words))]
    return found[0] if found else ""


def _companion_beside(path: str, words: str) -> str | None:
    name = _missing_file(words)
    companion = os.path.join(os.path.dirname(path), name)  # noqa: PTH118, PTH120 - bytes as they are
    return companion if name and os.path.isfile(companion) else None  # noqa: PTH113


def _words(path: str, words: str) -> str:
    if name := _missing_file(words):
        return f"needs {name}, which is not on this computer"
    if found := _MISSING_FUNCTION.search(words):
        return f"needs a function {found[1]} that no other library here has"
    return f"cannot be loaded: {words.replace(path, Path(path).name)}"
