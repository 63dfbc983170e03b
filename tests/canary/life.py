"""One life of the program, in a process of its own, that may end badly.

python -m tests.canary.life FOLDER SEED PEOPLE FIRST COUNT ENDING

Everything it writes, it writes below FOLDER; what it prints goes where the caller wants it. Lines
that begin with `#` are for the caller: whom the screen has shown, and what went wrong.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from drivers.simulator.deck import Deck
from drivers.simulator.remote_device import RemoteSamDevice
from pos_client import cli
from pos_client.application import commands
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.policy import Completion, LevelRule
from pos_client.infrastructure.dumps import forbid_dumps
from pos_client.infrastructure.last_words import choose_last_words
from pos_client.infrastructure.logs import LogFile
from pos_client.sandbox import passwords
from pos_client.sandbox.cipher_cards import card_answers
from pos_client.sandbox.policy import everywhere
from tests.canary.paths import DECODED_PATHS, PATHS, go, leave, returned
from tests.canary.paths import Path as PathOfOne
from tests.canary.people import invented_deck
from tests.integration.chain.plate import Plate
from tests.integration.chain.shop import Counter, Shop
from tests.integration.chain.watch import say

__all__ = ["ENDINGS", "make_shop"]

ENDINGS = (
    *("stopped", "killed", "aborted", "struck", "raised"),
    *("returned", "decoded", "verbs", "window"),
)
_OTHER_PATHS = {"returned": (returned,), "decoded": DECODED_PATHS}
_SIGNALS = {"killed": signal.SIGKILL, "aborted": signal.SIGABRT, "struck": signal.SIGSEGV}


def make_shop(folder: Path, deck: Deck, ending: str = "") -> Shop:
    """The one shop of nearly all lives; whoever comes first enrols it.

    Where customers return, and where cards are opened behind the gateway, are others.
    """
    special: dict[str, Any] = {}
    if ending == "returned":
        special = {"completion": Completion.CUSTOMER_RETURNS}
    elif ending == "decoded":
        plate = Plate(RemoteSamDevice(card_answers), "remote-sam", deck)
        special = {"plate": plate, "minimum_level": everywhere(LevelRule(EvidenceLevel.A))}
    passwords.ITERATIONS, passwords.MEMORY_KIB = 1, 64
    shop = Shop(
        folder / f"shop{ending if special else ''}",
        deck=deck,
        **special,
        number_block=500,
        challenge_pool=500,
        records=10_000,
        records_per_clerk=10_000,
        heartbeat_s=2,
    )
    if not (shop.home.device_folder / "device.json").exists():
        shop.enrol()
    return shop


def main(arguments: Sequence[str]) -> None:
    """Live, and end as asked."""
    folder, ending = Path(arguments[0]), arguments[5]
    seed, people, first, count = map(int, arguments[1:5])
    deck = invented_deck(people, seed)
    slugs = [person.slug for person in deck.entries[first : first + count]]
    shop = make_shop(folder, deck, ending)
    shop.home.create()
    logging.getLogger().setLevel(logging.DEBUG)
    if ending == "window":
        from tests.canary.window import live_at_a_window

        live_at_a_window(shop, slugs, first)
        return
    choose_last_words()
    forbid_dumps()
    if ending == "verbs":
        use_verbs(shop, folder, slugs)
        shop.close_all()
        return
    with LogFile(shop.home.logs_folder, logging.DEBUG):
        counter = shop.open_at_work()
        walk(shop, counter, slugs[:-1], first, _OTHER_PATHS.get(ending, PATHS))
        clear_around(shop, slugs[-1])
        counter.lay(slugs[-1])
        tell_shown(counter, [slugs[-1]])
        end(shop, counter, ending)


def walk(
    shop: Shop,
    counter: Counter,
    slugs: Sequence[str],
    first: int,
    paths: Sequence[PathOfOne] = PATHS,
) -> None:
    """Send each of these people along a path; the paths take turns."""
    for number, slug in enumerate(slugs, first):
        path = paths[number % len(paths)]
        clear_around(shop, slug)
        try:
            path(shop, counter, slug)
            tell_shown(counter, [slug])
            leave(counter)
        except Exception as fault:  # noqa: BLE001 - told to the caller, who fails for it
            say(f"# failed {slug} {path.__name__}: {type(fault).__name__} {fault}"[:2000])
            recover(shop, counter)
        clear_around(shop, slug)
        counter.watch.news.clear()


def recover(shop: Shop, counter: Counter) -> None:
    shop.faults.clear()
    shop.plate.control.clear_faults()
    counter.submit(commands.CancelCase())
    clear(shop)


def clear_around(shop: Shop, slug: str) -> None:
    """A card that nobody can read is told from its neighbours by an empty plate only."""
    if shop._deck[slug].letter is not None:
        clear(shop)


def clear(shop: Shop) -> None:
    """Let the reader notice that nothing lies there."""
    if shop.plate.address.startswith("remote-sam"):  # nobody counts its searches
        shop.plate.lift()
        time.sleep(2)
    else:
        shop.plate.clear()


def tell_shown(counter: Counter, slugs: Sequence[str]) -> None:
    """Say whom the screen has had, so that the caller knows that there was somebody to find."""
    if any(state.case is not None and state.case.identity for state in counter.watch.states):
        say(f"# shown {' '.join(slugs)}")


def end(shop: Shop, counter: Counter, ending: str) -> None:
    """Leave this life, with a customer on the screen."""
    identity = counter.state.case.identity if counter.state.case is not None else None
    if ending in _SIGNALS:
        sys.stdout.flush()
        os.kill(os.getpid(), _SIGNALS[ending])
    if ending == "raised":
        thread = threading.Thread(target=_raise, args=(identity,))
        thread.start()
        thread.join()
        shop.close_all()
        _raise(identity)
    go(shop, counter)
    shop.close_all()


def _raise(held: object) -> None:
    text = f"{getattr(held, 'name', '')} {getattr(held, 'id_number', '')}"
    raise RuntimeError(f"nobody foresaw {text}", held)


def use_verbs(shop: Shop, folder: Path, slugs: Sequence[str]) -> None:
    """The headless verbs with a card on the reader: watch, test, record, and what support asks."""
    address = shop.plate.address
    for number, slug in enumerate(slugs):
        file = str(folder / f"recorded-{number}.json")
        for words in (
            ["readers", "watch", address, "--json", "--seconds", "2"],
            ["readers", "test", address, "--seconds", "5"],
            ["readers", "record", address, file, "--test-card", "--seconds", "5"],
        ):
            with _laid_again_and_again(shop.plate, slug):
                say(f"# verb {' '.join(words[:2])}: {cli.main(words)}")
    say(f"# shown {' '.join(slugs)}")
    home = ["--home", str(shop.home.folder)]
    for words in (
        ["status"],
        ["outbox", "list", "--all", "--json"],
        ["audit", "verify", "--export", str(folder / "chain.jsonl")],
    ):
        say(f"# verb {' '.join(words[:2])}: {cli.main([*words, *home])}")


@contextmanager
def _laid_again_and_again(plate: Plate, slug: str) -> Iterator[None]:
    """Whoever waits for a card sees one come and go."""
    is_over = threading.Event()

    def lay() -> None:
        while not is_over.wait(0.4):
            plate.lay(slug)
            is_over.wait(0.8)
            plate.lift()

    thread = threading.Thread(target=lay)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


if __name__ == "__main__":
    main(sys.argv[1:])
