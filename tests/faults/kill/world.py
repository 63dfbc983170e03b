"""A shop in which counters are killed: its gateway, its reader, and what a step needs to be so."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import update

from pos_client.sandbox import tables
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.faults import FaultKind
from tests.faults.kill.orders import Orders
from tests.faults.kill.steps import STEPS, Need
from tests.honest_cases import SAME_PERSON_ALL_DAY
from tests.integration.chain.shop import Shop, eventually

__all__ = ["World"]

_WEEK_US = 8 * 24 * 3600 * 1_000_000
_REGISTRATIONS = "/v1/registrations"
_SLOW_S = 0.2
_SIMS_OF_A_LIFE = 1000
OLD_STORE = Path(__file__).parents[2] / "data" / "store-0001.sql"
# What else may happen to the line while a counter is at work.
_BAD_LINE = (
    FaultKind.LOSE_REPLY,
    FaultKind.LOSE_REQUEST,
    FaultKind.SERVER_ERROR,
    FaultKind.FORGED_RECEIPT,
    FaultKind.DELAY,
)


class World:
    """One enrolled home at the same gateway, and copies of it in which nothing was opened yet."""

    def __init__(self, folder: Path, chance: Random) -> None:
        self.folder = folder
        self.shop = Shop(
            folder,
            number_quota=1_000_000,
            quota_review_from=1_000_000,
            number_block=600,
            challenge_pool=600,
            records=100_000,
            records_per_clerk=100_000,
            heartbeat_s=1,
            controls=SAME_PERSON_ALL_DAY,
        )
        self.shop.enrol()
        self.shop.home.create()
        self.shop.home.settings_file.write_text(
            f'[readers]\naddresses = ["{self.shop.plate.address}"]\n'
            '[camera]\naddress = "simulated:0"\n',
            "utf-8",
        )
        self._chance = chance
        self._pristine = folder / "pristine"
        self._lives = 0
        self._is_pool_empty = False
        shutil.copytree(self.shop.home.folder, self._pristine)
        self._open_in_peace()

    def _open_in_peace(self) -> None:
        """A clerk whom this counter knows, and challenges: without them nothing goes offline."""
        counter = self.shop.open_at_work()
        eventually(lambda: self.shop.asked("select count(*) from challenges") > [(0,)], 60)
        self.shop.close(counter)

    def close(self) -> None:
        self.shop.close_all()

    def orders(self, step: str, mutant: str) -> Orders:
        """See to what a step needs; without one the line may be bad, or the gateway away."""
        chance, shop = self._chance, self.shop
        self._lives += 1
        need = STEPS[step].need if step else Need.NOTHING
        shop.faults.clear()
        self._fill_pool()
        if need:
            self._see_to(need)
        elif not step:
            self._spoil_line()
        return Orders(
            home=self._home(need),
            clerk_number=shop.sandbox.clerk_number,
            password=shop.sandbox.password,
            reader=shop.plate.address,
            control=shop.plate.control.address if need == Need.CARD else "",
            seed=chance.randrange(1 << 30),
            first_sim=self._lives * _SIMS_OF_A_LIFE,
            step=step,
            nth=chance.randint(1, STEPS[step].often) if step else 1,
            is_impatient=need == Need.FAILING,
            is_leaving=need == Need.LEAVING,
            mutant=mutant,
        )

    def _spoil_line(self) -> None:
        """One life of five finds no gateway, two others find a bad one."""
        drawn = self._chance.random()
        if drawn < 0.2:
            self.shop.faults.add(FaultKind.LOSE_REQUEST, path="/")
        elif drawn < 0.6:
            kind = self._chance.choice(_BAD_LINE)
            self.shop.faults.add(kind, path=_REGISTRATIONS, times=3, seconds=_SLOW_S)

    def _see_to(self, need: Need) -> None:
        faults = self.shop.faults
        if need == Need.AWAY:
            faults.add(FaultKind.LOSE_REQUEST, path="/")
        elif need == Need.SLOW:
            faults.add(FaultKind.DELAY, path=_REGISTRATIONS, seconds=_SLOW_S)
        elif need == Need.FAILING:
            kind = self._chance.choice((FaultKind.SERVER_ERROR, FaultKind.FORGED_RECEIPT))
            faults.add(kind, path=_REGISTRATIONS, times=3)
        elif need == Need.NO_CHALLENGES:
            self._empty_pool()
        elif need == Need.OLD_RECEIPTS:
            self._change("update outbox set settled_at = settled_at - ?", _WEEK_US)
        elif need == Need.NEWER:
            self.shop.sandbox.call(_renew_configuration)

    def _home(self, need: Need) -> Path:
        if need == Need.FIRST:
            return self._fresh("first")
        if need == Need.OLD_SCHEMA:
            home = self.folder / "old"
            if not (home / "store.sqlite3").exists() or _schema(home) != "0001":
                self._fresh("old")
                with closing(sqlite3.connect(home / "store.sqlite3")) as link:
                    link.executescript(OLD_STORE.read_text("utf-8"))
            return home
        return self.shop.home.folder

    def _fresh(self, name: str) -> Path:
        home = self.folder / name
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self._pristine, home)
        return home

    def _empty_pool(self) -> None:
        self._change("update challenges set is_taken = 1 where is_taken = 0")
        self._is_pool_empty = True

    def _fill_pool(self) -> None:
        """As before, for the gateway knows that none of these was used."""
        if self._is_pool_empty:
            self._is_pool_empty = False
            self._change(
                "update challenges set is_taken = 0 where id not in (select value from"
                " (select json_extract(event, '$.details.challenge_id') as value from audit)"
                " where value is not null)"
            )

    def _change(self, sql: str, *values: int) -> None:
        """Change a dead counter's books. What it was killed in is undone by ourselves then."""
        if self.shop.home.store_file.exists():
            with closing(sqlite3.connect(self.shop.home.store_file)) as link, link:
                link.execute(sql, values)


def _schema(home: Path) -> str:
    """Looked at in a copy: whoever opens a killed file undoes what it was killed in."""
    from tests.faults.kill.oracle import copied

    with copied(home / "store.sqlite3") as copy, closing(sqlite3.connect(copy)) as link:
        return str(link.execute("select version_num from alembic_version").fetchone()[0])


def _renew_configuration(desk: Desk) -> Any:
    link = desk.configurations._connection
    link.execute(update(tables.devices).values(configuration_digest=b"another"))
