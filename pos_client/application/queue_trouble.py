"""What can go wrong with the queue as a whole, its files and its end: the branch Q-8xx.

Also what a gateway has forgotten of it that was put back to an older copy of its books.
"""

from __future__ import annotations

from pos_client.application.trouble import Trouble

__all__ = [
    "BundleRefused",
    "BundleUnwritable",
    "EvidenceKept",
    "GatewayForgot",
    "OutcomeChanged",
    "QueueNotEmpty",
    "QueueTrouble",
    "ReceiptsLeft",
]


class QueueTrouble(Trouble):
    """What concerns the queue as a whole; nothing in it is lost."""

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


class EvidenceKept(QueueTrouble):
    """Something here has to be kept longer and lies nowhere else, so this home is not given up.

    `receipts`, `open` (outcomes), `sealed` (records) and `audit` (entries) say how much of what.
    """

    code = "Q-807"


class GatewayForgot(QueueTrouble):
    """The gateway was restored and knows `count` registrations no more that it had receipted.

    They are delivered again as far as their bytes are kept.
    """

    code = "Q-804"


class ReceiptsLeft(QueueTrouble):
    """The gateway has forgotten `count` registrations of which only the receipt is left here.

    `numbers` are their places in the queue.
    """

    code = "Q-805"


class OutcomeChanged(QueueTrouble):
    """The restored gateway has decided about the registration `number` otherwise than before."""

    code = "Q-806"
