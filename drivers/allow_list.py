"""Which plug-ins a carrier lets run, judged by their files before anything of them is imported."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from drivers.plug_ins import (
    AllowedDriver,
    distribution_of,
    files_sha256,
    is_listed,
    is_ours,
    listed_name,
)

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["AllowList", "who"]


class AllowList:
    """A carrier's list as it is now, and the digests of the code that it is held against.

    Args:
        rules: the list; None while there is none to keep to, and then everything may run.
    """

    def __init__(self, rules: Callable[[], Collection[AllowedDriver]] | None = None) -> None:
        self._rules = rules
        self._digests: dict[str, str] = {}
        self._has_loaded: set[str] = set()

    def lets_run(self, entry: EntryPoint) -> bool:
        """Whether the list names exactly this code."""
        return self._rules is None or is_listed(entry, self.files(entry), self._rules())

    def files(self, entry: EntryPoint) -> str:
        """The digest of what runs; of what has not been imported yet, of what would run now."""
        name = listed_name(entry)
        seen = "" if is_ours(entry) else name  # ours are one package, which runs already
        known = self._digests.get(seen, "")
        if not known or not (is_ours(entry) or name in self._has_loaded):
            known = self._digests[seen] = files_sha256(entry)
        return known

    def note_loaded(self, entry: EntryPoint) -> None:
        """It has been imported: from now on it is what its files were then."""
        self._has_loaded.add(listed_name(entry))


def who(entry: EntryPoint) -> str:
    """The distribution and the place of a plug-in, for words about it."""
    return f"{distribution_of(entry)} ({entry.value})" if entry.dist else entry.value
