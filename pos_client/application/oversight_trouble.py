"""What is told to whoever may not look at an outlet's figures."""

from __future__ import annotations

from pos_client.application.trouble import ClerkTrouble

__all__ = ["OversightRefused"]


class OversightRefused(ClerkTrouble):
    """This role does not look at what is watched of the outlet."""

    code = "C-510"
