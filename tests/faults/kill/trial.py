"""Lives one after the other in shops of their own, each looked at from outside when it is over."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from drivers.simulator.deck import load_deck
from pos_client.infrastructure.database.schema import NEWEST
from tests.faults.kill.births import Headless, Life, Ward, WithWindow
from tests.faults.kill.oracle import Harm, copied, read_books
from tests.faults.kill.quick import quick_passwords
from tests.faults.kill.steps import STEPS, Need
from tests.faults.kill.world import OLD_STORE, World
from tests.whole.demo.identity_search import every_file_under, traces

__all__ = ["LIVES_OF_A_SHOP", "NAMED", "Share", "Tally", "run_share", "shares_of"]

LIVES_OF_A_SHOP = 100
_WITH_WINDOW = 40
NAMED = 0.75
"""This share of all lives dies at a named step, the others at any instant."""
_REACHED_WITHIN_S = 60.0
_READY_WITHIN_S = 120.0
_DRAINED_WITHIN_S = 120.0


@dataclass(frozen=True, slots=True)
class Share:
    """The lives of one shop: a step for each, or nothing for any instant."""

    seed: int
    steps: tuple[str, ...]
    is_headless: bool
    mutant: str = ""


@dataclass(slots=True)
class Tally:
    """What came of lives.

    Attributes:
        hits: kills at each named step; `missed`: lives that never came by theirs.
        told: what was told with being ready, and how often.
        ready_s: from birth to ready, of every life that got so far.
        odd: sentences about anything that cannot be.
    """

    runs: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    wedged: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    ready_s: list[float] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.runs += other.runs
        self.acknowledged += other.acknowledged
        self.lost += other.lost
        self.doubled += other.doubled
        self.wedged += other.wedged
        self.hits += other.hits
        self.missed += other.missed
        self.told += other.told
        self.ready_s += other.ready_s
        self.odd += other.odd


def shares_of(
    count: int, seed: int, *, is_headless: bool, mutant: str = "", only: str = ""
) -> list[Share]:
    """Deal so many lives out to shops; every named step comes up equally often, but for one.

    Whoever misses a step gets another try instead of a later life of the shop that dies anywhere.
    """
    chance = Random(seed)
    names = [only] if only else list(STEPS)
    steps: list[str] = []
    while len(steps) < round(count * NAMED):
        steps += chance.sample(names, len(names))
    dealt = [*steps[: round(count * NAMED)]]
    dealt += [""] * (count - len(dealt))
    chance.shuffle(dealt)
    size = LIVES_OF_A_SHOP if is_headless else _WITH_WINDOW
    return [
        Share(chance.randrange(1 << 60), tuple(dealt[at : at + size]), is_headless, mutant)
        for at in range(0, count, size)
    ]


def run_share(share: Share) -> Tally:
    """All lives of one shop, and then whether everything it was told has come to the gateway."""
    ward: Ward = Headless() if share.is_headless else WithWindow()
    with tempfile.TemporaryDirectory() as folder, quick_passwords():
        chance = Random(share.seed)
        world = World(Path(folder), chance)
        trial = _Trial(world, ward, chance, share)
        try:
            for step in share.steps:
                trial.live(step or trial.owed())
            trial.settle_up()
        finally:
            ward.close()
            world.close()
    return trial.tally


class _Trial:
    def __init__(self, world: World, ward: Ward, chance: Random, share: Share) -> None:
        self._world = world
        self._ward = ward
        self._chance = chance
        self._share = share
        self._acknowledged: set[str] = set()
        self._harmed: set[str] = set()
        self._old_ids = _ids_of_old_store()
        self._owed: list[str] = []
        self.tally = Tally()

    def owed(self) -> str:
        """A step that an earlier life never came by, in the place of any instant."""
        return self._owed.pop(0) if self._owed else ""

    def live(self, step: str) -> None:
        """One life, its end, and a look at what it left."""
        orders = self._world.orders(step, self._share.mutant)
        life = self._ward.bear(orders)
        try:
            if step:
                need, last = STEPS[step].need, "at "
                if need in (Need.FIRST, Need.OLD_SCHEMA):  # these shall not begin to work
                    last = "ready "
                life.wait_for(lambda now: now.has("at ") or now.has(last), _REACHED_WITHIN_S)
                life.wait_for(lambda now: now.is_over, 1.0 if life.has("at ") else 0.0)
            else:
                self._wait_at_random(life)
            self._note_opening(life, step)
        finally:
            self._ward.kill(life)
        self._note(life, step)

    def _wait_at_random(self, life: Life) -> None:
        chance = self._chance
        if self._share.is_headless:
            life.wait_for(lambda now: now.is_over, chance.uniform(0, 0.7))
        elif chance.random() < 0.25:  # still opening
            life.wait_for(lambda now: now.is_over, chance.uniform(0.1, 2.0))
        else:
            count = chance.randrange(3)
            life.wait_for(
                lambda now: now.has("logged in") and len(now.acknowledged) >= count,
                _REACHED_WITHIN_S,
            )
            life.wait_for(lambda now: now.is_over, chance.uniform(0, 0.3))

    def _note_opening(self, life: Life, step: str) -> None:
        """A counter that lives and is not ready is stuck."""
        if life.has("at ") or (not step and not life.has("logged in")):
            return
        if not life.wait_for(lambda now: now.has("ready "), _READY_WITHIN_S):
            self.tally.wedged += 1
            self._say_odd(f"never ready, for '{step}': {life.said[-5:]}")

    def _note(self, life: Life, step: str) -> None:
        tally = self.tally
        tally.runs += 1
        tally.acknowledged += len(life.acknowledged)
        if life.ready_after_s is not None:
            tally.ready_s.append(life.ready_after_s)
        if step and life.has(f"at {step}"):
            tally.hits[step] += 1
        elif step:
            tally.missed[step] += 1
            self._owed.append(step)
            self._say_odd(f"came never by '{step}': {life.said[-4:]}", is_harm=False)
        tally.told.update(life.rest_of("ready READY "))
        for word in life.rest_of("ready STOPPED"):
            tally.wedged += 1
            self._say_odd(f"cannot open any more:{word}, for '{step}'")
        for word in life.rest_of("failed "):
            self._say_odd(f"failed at '{step}': {word}")
        need = STEPS[step].need if step else Need.NOTHING
        if need == Need.OLD_SCHEMA:
            self._look_at_old_store(step)
        elif need != Need.FIRST:
            self._acknowledged |= set(life.acknowledged)
            self._look(f"life {tally.runs} for '{step}' of seed {self._share.seed}")

    def _look(self, when: str) -> Harm:
        shop = self._world.shop
        books = read_books(shop.home.store_file, shop.sandbox.home.database_file)
        harm = Harm.found(self._acknowledged, books)
        new = (harm.lost | harm.doubled) - self._harmed
        self._harmed |= new
        self.tally.lost += len(harm.lost & new)
        self.tally.doubled += len(harm.doubled & new)
        for each in [*sorted(new), *harm.odd]:
            self._say_odd(f"{when}: {each}")
        return harm

    def _look_at_old_store(self, step: str) -> None:
        file = self._world.folder / "old" / "store.sqlite3"
        with copied(file) as copy, closing(sqlite3.connect(copy)) as link:
            is_whole = link.execute("pragma integrity_check").fetchall() == [("ok",)]
            ids = {row[0] for row in link.execute("select id from outbox")}
            versions = {row[0] for row in link.execute("select version_num from alembic_version")}
        if versions not in ({"0001"}, {NEWEST}):
            self._say_odd(f"'{step}' has left a schema between: {versions}")
        if not is_whole or ids != self._old_ids:
            self.tally.lost += len(self._old_ids - ids) or 1
            self._say_odd(f"'{step}' has left {len(ids)} of {len(self._old_ids)}")

    def settle_up(self) -> None:
        """Open once more in peace: everything that was called saved comes to the gateway."""
        shop = self._world.shop
        shop.faults.clear()
        counter = shop.open()
        try:
            counter.wait_for(lambda now: now.gateway.is_reachable is True)
            counter.drained(_DRAINED_WITHIN_S)
        except AssertionError as stuck:
            self.tally.wedged += 1
            self._say_odd(f"seed {self._share.seed} is stuck: {stuck}"[:600])
        shop.close(counter)
        self._look(f"the end of seed {self._share.seed}")
        self._search_home()
        effects = shop.effects()
        if late := self._acknowledged - set(effects) - self._harmed:
            self.tally.lost += len(late)
            self._say_odd(f"never came: {sorted(late)}")
        # One photo of some hundred is taken badly, and people look at it: that is no harm.
        for row in shop.ledger()["registrations"]:
            if not row["effects"] and row["outcome"] != "UNDER_REVIEW":
                self._say_odd(f"without an effect: {row['outcome']} {row['code']}")

    def _search_home(self) -> None:
        """Nobody who was served stands in anything that the killed counters have left."""
        for trace in traces(load_deck().entries, every_file_under(self._world.shop.home.folder)):
            self._say_odd(f"somebody was left on disk: {trace}")

    def _say_odd(self, sentence: str, *, is_harm: bool = True) -> None:
        self.tally.odd.append(f"{'' if is_harm else '# '}{sentence}")


def _ids_of_old_store() -> set[str]:
    with closing(sqlite3.connect(":memory:")) as link:
        link.executescript(OLD_STORE.read_text("utf-8"))
        return {row[0] for row in link.execute("select id from outbox")}
