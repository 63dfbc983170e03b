"""Where an evidence key lies that is in no file. Read at every start, hence without the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pos_client.protocol.message import Length, Message

__all__ = ["TokenPlace"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPlace(Message):
    """One key of one PKCS#11 token.

    Attributes:
        module: the token's library, with its whole path.
        token: the token's label.
        key_id: the key's CKA_ID in hex; empty before there is one.
    """

    module: Annotated[str, Length(1)]
    token: Annotated[str, Length(1, 32)]
    key_id: str = ""
