"""What can go wrong with the queue as a whole, its files and its end: the branch Q-8xx."""

from __future__ import annotations

from pos_client.application.trouble import Trouble

__all__ = ["BundleRefused", "BundleUnwritable", "QueueNotEmpty", "QueueTrouble"]


class QueueTrouble(Trouble):
    """What was asked of the queue was not done; nothing in it has changed."""

    code = "Q-800"


class BundleRefused(QueueTrouble):
    """A file of sealed records is taken in whole or not at all; `reason` says why not.

    `damaged`, or `outlet` where it belongs to another one.
    """

    code = "Q-801"


class BundleUnwritable(QueueTrouble):
    """The file for the sealed records is there already, or cannot be written or read."""

    code = "Q-802"


class QueueNotEmpty(QueueTrouble):
    """Something is pending or put aside, so this home is not given up without an export."""

    code = "Q-803"
