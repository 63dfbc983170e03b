"""What a button does."""

from __future__ import annotations

from dataclasses import dataclass

from pos_client.application.commands import CounterCommand
from ui.i18n.message import Message
from ui.presenters.keys import Key

__all__ = ["Action"]


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does; without a command the button stands there and is off."""

    label: Message
    key: Key
    command: CounterCommand | None = None
