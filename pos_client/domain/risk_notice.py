"""The risk notice (风险告知书): what the customer of a flagged number signs with the form."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

__all__ = ["RiskNotice"]


@dataclass(frozen=True, slots=True)
class RiskNotice:
    """The carrier's text, in the words of the signed configuration.

    Attributes:
        paragraphs: in Chinese, as everything on a paper.
    """

    version: str
    paragraphs: tuple[str, ...]

    @property
    def sha256(self) -> bytes:
        """SHA-256 over the canonical JSON: what stands in the form that is signed."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).digest()
