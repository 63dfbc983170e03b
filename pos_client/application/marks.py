"""What is kept beside the store and not in it, so that another file in its place is noticed."""

from __future__ import annotations

from typing import Protocol

__all__ = ["OLD_COPY", "Marks"]

OLD_COPY = "old_copy"
"""What has found a store that is older than what this device or the gateway knows of."""


class Marks(Protocol):
    """Each method has written it down when it returns, or raises `trouble.StoreTrouble`."""

    def expect(self, last_sequence: int) -> None:
        """Say that the store should hold so many registrations, whatever it does hold.

        The next start refuses one that holds fewer, until the right one was put back.
        """

    def note_refused(self, index: int, head: bytes) -> None:
        """Say up to where the gateway does not take the audit chain.

        Until it takes it after all, or another file is there, the next start captures nothing.
        """
