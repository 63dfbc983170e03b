"""Who may log in while the gateway is away: argon2id over HMAC(device secret, password)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.outlet import Clerk
from pos_client.infrastructure.crypto.password import PasswordHasher
from pos_client.infrastructure.crypto.private_file import replace_private
from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.faults import trouble_of_file
from pos_client.infrastructure.database.tables import clerk_verifiers
from pos_client.protocol.words import Session

__all__ = ["SqlClerkBook"]

_SECRET_BYTES = 32
# A clock that stands before the last log-in was set back; it shall not open the window again.
_TOLERATED = timedelta(minutes=5)


class SqlClerkBook:
    """Verifiers in the store's file, useless without the secret that lies elsewhere.

    It lies where the evidence key is: in a token, or in a file beside the store.

    Raises:
        StoreTrouble: the secret cannot be read or made.
    """

    def __init__(
        self,
        database: Database,
        secret_file: Path,
        session_of: Callable[[str], Session],
        hasher: PasswordHasher,
        bind: Callable[[bytes], bytes] | None = None,
    ) -> None:
        """Take the store's connection, and `session_of`, which checks a token's signature.

        `bind` is a security token's HMAC; without one the secret is that of the file.

        It raises ValueError for a token that the gateway did not sign: so nobody makes himself
        a supervisor by editing a row.
        """
        self._database = database
        self._session_of = session_of
        self._hasher = hasher
        if bind is None:
            try:
                bind = partial(_hmac, _provide_secret(secret_file))
            except OSError as error:
                raise trouble_of_file(error, secret_file.parent) from None
        self._bind = bind

    def remember(self, clerk: Clerk, password: str, session: Session, now: datetime) -> None:
        row = {
            "clerk_number": clerk.clerk_number,
            "verifier": self._hasher.hash(self._bound(password)),
            "session": session.token,
            "remembered_at": now,
        }
        put = insert(clerk_verifiers).values(row)
        replace = put.on_conflict_do_update(set_={name: put.excluded[name] for name in row})
        self._database.write(lambda link: link.execute(replace))

    def check(
        self, clerk_number: str, password: str, now: datetime, within_s: float
    ) -> Session | None:
        wanted = select(clerk_verifiers).where(clerk_verifiers.c.clerk_number == clerk_number)
        row = self._database.read(lambda link: link.execute(wanted).one_or_none())
        if row is None:
            return None
        age = now - row.remembered_at
        if not -_TOLERATED <= age <= timedelta(seconds=within_s):
            return None
        if not self._hasher.is_made_of(row.verifier, self._bound(password)):
            return None
        try:
            session = self._session_of(row.session)
        except ValueError:
            return None
        return session if session.clerk.clerk_number == clerk_number else None

    def remembered_at(self, clerk_number: str) -> datetime | None:
        wanted = select(clerk_verifiers.c.remembered_at).where(
            clerk_verifiers.c.clerk_number == clerk_number
        )
        found: datetime | None = self._database.read(
            lambda link: link.execute(wanted).scalar_one_or_none()
        )
        return found

    def forget(self, clerk_number: str) -> None:
        gone = delete(clerk_verifiers).where(clerk_verifiers.c.clerk_number == clerk_number)
        self._database.write(lambda link: link.execute(gone))

    def _bound(self, password: str) -> bytes:
        return self._bind(password.encode("utf-8", "surrogatepass"))


def _hmac(secret: bytes, data: bytes) -> bytes:
    return hmac.digest(secret, data, hashlib.sha256)


def _provide_secret(path: Path) -> bytes:
    """Read the device's secret, or make one; then no old verifier fits any more."""
    try:
        known = path.read_bytes()
    except FileNotFoundError:
        known = b""
    if len(known) == _SECRET_BYTES:
        return known
    secret = secrets.token_bytes(_SECRET_BYTES)
    replace_private(path, secret)
    return secret
