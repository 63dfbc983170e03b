"""A work id that the carrier has frozen."""

from __future__ import annotations

from pos_client.application.trouble import LogInRefused, SessionEnded

__all__ = ["WorkIdFrozen"]


class WorkIdFrozen(LogInRefused, SessionEnded):
    """The carrier has frozen this work id: nobody logs in with it, and its log-in has ended."""

    code = "C-510"
