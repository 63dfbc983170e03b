"""What goes wrong with an outlet's figures: nobody may see them, or no file takes them."""

from __future__ import annotations

from pos_client.application.trouble import ClerkTrouble

__all__ = ["OversightRefused", "ReportUnwritable"]


class OversightRefused(ClerkTrouble):
    """This role does not look at what is watched of the outlet."""

    code = "C-511"


class ReportUnwritable(ClerkTrouble):
    """The files of a month's report cannot be written there."""

    code = "C-512"
