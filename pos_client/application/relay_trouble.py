"""What can go wrong with the shop's relay. None of it touches what is saved or delivered here."""

from __future__ import annotations

from pos_client.application.trouble import Trouble

__all__ = ["RelayAway", "RelayRefused", "RelayTooNew", "RelayTrouble", "RelayUnsafe"]


class RelayTrouble(Trouble):
    """The relay answered with an error; `sqlstate` says which."""

    code = "L-800"


class RelayAway(RelayTrouble):
    """Nobody answers, or the connection broke: what was asked last may have happened."""

    code = "L-801"


class RelayUnsafe(RelayTrouble):
    """The server would forget in a power cut; `setting` says by which of its settings."""

    code = "L-802"


class RelayTooNew(RelayTrouble):
    """The relay's table was made by a newer program."""

    code = "L-803"


class RelayRefused(RelayTrouble):
    """The server does not let this counter work.

    `reason` is `login`, `permission`, `database`, `standby`, `table`, or `driver` where this
    installation cannot speak to it.
    """

    code = "L-804"
