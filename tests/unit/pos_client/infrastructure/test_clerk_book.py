"""Offline log-in: the password, the device's secret and the gateway's word, all three."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos_client.application.storage import ClerkBook
from pos_client.domain.outlet import Clerk, Role
from pos_client.infrastructure.clerk_book import SqlClerkBook
from pos_client.infrastructure.crypto.password import PasswordHasher
from pos_client.infrastructure.database.store import SqlStore
from pos_client.protocol.words import Session
from pos_client.testing.clerk_book import InMemoryClerkBook

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CLERK = Clerk("1001", "王某", Role.CLERK)
WINDOW_S = 72 * 3600.0
CHEAP = PasswordHasher(iterations=1, lanes=1, memory_kib=64)


def session(clerk: Clerk = CLERK) -> Session:
    return Session("s-1", clerk, "D-1", "O-1", NOON, NOON, f"signed {clerk.clerk_number}")


def session_of(token: str) -> Session:
    if not token.startswith("signed "):
        raise ValueError("not the gateway's")
    return session(replace(CLERK, clerk_number=token.removeprefix("signed ")))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    store = SqlStore(tmp_path / "store")
    yield store
    store.close()


@pytest.fixture
def open_book(store: SqlStore, tmp_path: Path) -> Callable[[], SqlClerkBook]:
    return lambda: SqlClerkBook(store.database, tmp_path / "secret", session_of, CHEAP)


@pytest.fixture(params=["memory", "sql"])
def book(request: pytest.FixtureRequest, open_book: Callable[[], SqlClerkBook]) -> ClerkBook:
    made: ClerkBook = InMemoryClerkBook() if request.param == "memory" else open_book()
    made.remember(CLERK, "invented", session(), NOON)
    return made


def test_the_right_password_within_the_window_opens(book: ClerkBook) -> None:
    assert book.check("1001", "invented", NOON, WINDOW_S) == session()
    at_the_end = NOON + timedelta(seconds=WINDOW_S)
    assert book.check("1001", "invented", at_the_end, WINDOW_S) == session()


@pytest.mark.parametrize(
    ("number", "password", "later"),
    [
        ("1001", "Invented", timedelta(0)),
        ("1001", "", timedelta(0)),
        ("1002", "invented", timedelta(0)),
        ("1001", "invented", timedelta(seconds=WINDOW_S + 1)),
        ("1001", "invented", -timedelta(hours=1)),  # a clock that was set back
    ],
)
def test_anything_else_does_not(
    book: ClerkBook, number: str, password: str, later: timedelta
) -> None:
    assert book.check(number, password, NOON + later, WINDOW_S) is None


def test_a_new_log_in_replaces_the_old_one(book: ClerkBook) -> None:
    book.remember(CLERK, "changed", session(), NOON + timedelta(days=2))
    assert book.check("1001", "invented", NOON + timedelta(days=2), WINDOW_S) is None
    assert book.check("1001", "changed", NOON + timedelta(days=4), WINDOW_S) is not None


def test_a_clerk_the_gateway_refused_is_forgotten(book: ClerkBook) -> None:
    book.forget("1001")
    book.forget("1002")
    assert book.check("1001", "invented", NOON, WINDOW_S) is None


def test_it_is_remembered_after_a_restart(open_book: Callable[[], SqlClerkBook]) -> None:
    open_book().remember(CLERK, "invented", session(), NOON)
    assert open_book().check("1001", "invented", NOON, WINDOW_S) == session()


def test_a_verifier_is_useless_without_the_secret_of_this_device(
    open_book: Callable[[], SqlClerkBook], tmp_path: Path
) -> None:
    open_book().remember(CLERK, "invented", session(), NOON)
    (tmp_path / "secret").unlink()
    assert open_book().check("1001", "invented", NOON, WINDOW_S) is None


@pytest.mark.parametrize(
    "forgery",
    ["session = 'forged'", "session = 'signed 1002'", "verifier = '$argon2id$v=19$nonsense'"],
)
def test_an_edited_row_opens_nothing(
    open_book: Callable[[], SqlClerkBook], store: SqlStore, forgery: str
) -> None:
    book = open_book()
    book.remember(CLERK, "invented", session(), NOON)
    store.database.write(
        lambda link: link.exec_driver_sql(f"UPDATE clerk_verifiers SET {forgery}")  # noqa: S608
    )
    assert book.check("1001", "invented", NOON, WINDOW_S) is None


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_the_secret_is_private_and_the_password_is_nowhere(
    open_book: Callable[[], SqlClerkBook], tmp_path: Path
) -> None:
    open_book().remember(CLERK, "a-long-invented-password", session(), NOON)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert len((tmp_path / "secret").read_bytes()) == 32
    assert b"a-long-invented-password" not in (tmp_path / "store").read_bytes()


def test_half_a_character_in_a_password_is_a_wrong_password(
    open_book: Callable[[], SqlClerkBook],
) -> None:
    book = open_book()
    book.remember(CLERK, "secret", session(), NOON)
    assert book.check("1001", "secret\ud800", NOON, WINDOW_S) is None
