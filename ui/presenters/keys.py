"""The keys of the counter, and the tabs they lead to."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Key", "Page"]


class Key(StrEnum):
    """The keys of the counter, written as they stand on a button."""

    GO_ON = "Enter ↵"
    BACK = "Esc"
    CANCEL = "Ctrl+Del"
    HELP = "F1"
    COUNTER = "F2"
    PRINT = "F3"
    QUEUE = "F4"
    SEND = "F5"
    RETURNS = "F6"
    FIELD = "F7"
    REFUSE = "F8"
    TEST = "F9"
    SEND_CODE = "F10"
    CENTRE = "F11"
    ALL = "0"
    LOCK = "Ctrl+L"
    READERS = "Ctrl+R"
    DAY = "Ctrl+D"
    REVIEWS = "Ctrl+E"
    INSPECTION = "Ctrl+I"
    CAMPAIGN = "Ctrl+B"
    OVERSIGHT = "Ctrl+O"
    SEARCH = "/"


class Page(StrEnum):
    """What may be shown beside the log-in; the readers have no tab but a key in the strip."""

    COUNTER = "COUNTER"
    QUEUE = "QUEUE"
    REVIEWS = "REVIEWS"
    READERS = "READERS"
