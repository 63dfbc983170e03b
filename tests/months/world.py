"""The gateway's own rules and books without its envelopes: thousands of cases in seconds.

Velocity, guards, findings and their tables are the gateway's, on a database of its own; what comes
before them - envelopes, verdicts, forms - is in order by assumption.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import func, insert, select

from pos_client.domain.evidence import Challenge, Evidence
from pos_client.domain.guards import OPENING_FLOWS
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.sim_stock import StockPlace
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.envelope import Header, Purpose, Suite
from pos_client.sandbox import stock_tables, tables
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.database import open_database
from pos_client.sandbox.devices import Device, Devices
from pos_client.sandbox.guards import Guards
from pos_client.sandbox.network import Network
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.patterns import Patterns
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.population import Population
from pos_client.sandbox.refusal import CheckFailed
from pos_client.sandbox.submission import Submission
from pos_client.sandbox.usual_guards import usual_guards, usual_velocity
from pos_client.sandbox.velocity import Velocity
from tests.months.plans import Case, Counting, Plan, Use
from tests.months.walls import Walls

__all__ = ["ACCEPTED", "World", "phone_number"]

ACCEPTED = ""
"""What `register` answers where nothing speaks against a case; else a code."""
_HASH = bytes(32)


class World:
    """One gateway's books. Use it as a context."""

    def __init__(self, folder: Path, plan: Plan, off: Iterable[Control] = ()) -> None:
        self._now = min(each.at for each in plan.events)
        rules = {
            kind: replace(each, stock=replace(each.stock, reconciles=False) if each.stock else None)
            for kind, each in usual_guards().items()
        }
        policy = SandboxPolicy(
            guards=rules, velocity=usual_velocity(), controls=Controls(frozenset(off))
        )
        self._connection = open_database(folder / "months.sqlite3")
        # It may all be lost: nobody asks for it twice.
        plain = self._connection.connection.driver_connection
        assert plain is not None
        for pragma in ("synchronous=OFF", "journal_mode=MEMORY"):
            plain.execute(f"PRAGMA {pragma}")
        self._walls = Walls()
        self._sims = 0
        people = {each.citizen.card.id_number: each.citizen for each in _cases(plan)}
        population = Population([each.entry for each in people.values()], b"months")
        devices = Devices(self._connection, self._clock)
        outlets = Outlets(self._connection, self._clock, policy)
        self._network = Network(self._connection)
        whose = (outlets, population, devices)
        velocity = Velocity(self._connection, self._clock, policy, *whose)
        self.guards = Guards(self._connection, self._clock, policy, *whose, look=self._walls.look)
        self._patterns = Patterns(velocity, self.guards)
        self._population = population
        with self._connection.begin():
            for code, kind in plan.outlets.items():
                outlets.enter(replace(DEMO_OUTLET, code=code, kind=kind))
            self._devices = {
                id_: devices.enter(id_, code, id_, _HASH) for id_, code in plan.devices.items()
            }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with closing(self._connection):
            pass

    def _clock(self) -> datetime:
        return self._now

    def register(self, case: Case, number: int) -> str:
        """Judge a case at the time of its seal; `ACCEPTED` takes effect, a code does not."""
        self._now = case.at + case.took
        submission = self._submission(case, number)
        with self._connection.begin():
            try:
                self._patterns.check_hours(submission)
                codes = self._patterns.judge(submission, case.citizen.card)
            except CheckFailed as no:
                return no.code
            if codes:
                return codes[0]
            if case.flow in OPENING_FLOWS:
                self._take_effect(submission, case)
        return ACCEPTED

    def use(self, phone_number: str, use: Use, at: datetime) -> None:
        """The network tells of a number."""
        with self._connection.begin():
            self._network.note(phone_number, use.imei, at)

    def count(self, counting: Counting) -> None:
        """The drawer is counted, and what was lost since is in its book."""
        with self._connection.begin():
            for _ in range(counting.lost):
                self._put(counting.outlet_code, StockPlace.SPOILED, counting.at)
            self._connection.execute(
                insert(stock_tables.sim_counts).values(
                    outlet_code=counting.outlet_code,
                    clerk_number="",
                    in_hand=0,
                    counted=0,
                    lacking=counting.lacking,
                    surplus=0,
                    at=counting.at,
                )
            )

    def alarms(self) -> list[str]:
        """The codes of all that people were told to look at, in order."""
        with self._connection.begin():
            asked = select(tables.alarms.c.code).order_by(tables.alarms.c.id)
            return list(self._connection.scalars(asked))

    @property
    def alarm_count(self) -> int:
        with self._connection.begin():
            asked = select(func.count()).select_from(tables.alarms)
            return self._connection.scalar(asked) or 0

    def _take_effect(self, submission: Submission, case: Case) -> None:
        self._connection.execute(
            insert(tables.effects).values(
                device_id=case.desk.device_id,
                registration_id=str(submission.id),
                phone_number=submission.phone_number,
                person_key=self._population.person_key(case.citizen.card),
                at=self._now,
            )
        )
        self._put(case.desk.outlet_code, StockPlace.USED, self._now)

    def _put(self, outlet_code: str, place: StockPlace, at: datetime) -> None:
        self._sims += 1
        self._connection.execute(
            insert(stock_tables.sim_places).values(
                stock_number=f"898600{self._sims:013d}",
                outlet_code=outlet_code,
                place=place.value,
                at=at,
            )
        )

    def _submission(self, case: Case, number: int) -> Submission:
        desk, sealed_at, id_ = case.desk, case.at + case.took, new_id()
        challenge = Challenge(f"challenge-{number}", _HASH, sealed_at)
        read = Evidence(
            id=new_id(),
            raw_text=case.citizen.card.raw_text,
            raw_photo=b"",
            sam_id=desk.sam_id,
            card_serial="",
            reader_address="sam-serial:months",
            driver="pos-client/sam-serial",
            driver_version="1",
            driver_sha256="",
            is_simulated=False,
            challenge=challenge,
            read_at=case.at,
            monotonic_ns=number,
            boot_id="",
            duration_s=0.5,
            read_counter=number,
            previous_head=_HASH,
        )
        wall = case.wall or desk.wall
        photo = self._walls.photo(wall, case.frame, number)
        body = RegistrationBody(
            case_id=new_id(),
            flow=case.flow,
            real_name_transaction_id=f"transaction-{number}",
            is_offline=False,
            clerk_number=desk.clerk_number,
            is_offline_session=False,
            session="",
            opened_at=case.at,
            visual_check_at=case.at,
            confirmed_at=sealed_at,
            consent=None,
            live_photo=LivePhoto(photo, case.at, "usb:046d:0825", "camera", False),
            phone_number=phone_number(number),
            hold_id="",
            offer_code="",
            sim=None,
            form_number="",
            form_signature=None,
            contact_number="",
            return_token="",
            verdicts=(),
            review="",
            evidence=(read,),
        )
        header = Header(
            purpose=Purpose.REGISTRATION,
            suite=Suite.P256_SHA256_AES256GCM,
            kid="",
            id=id_,
            device_id=desk.device_id,
            outlet_code=desk.outlet_code,
            sequence=number,
            previous_head="",
            created_at=sealed_at,
            challenge_id=challenge.id,
            policy_version=1,
        )
        digest = hashlib.sha256(id_.bytes).digest()
        return Submission(id_, digest, header, body, self._device(desk.device_id))

    def _device(self, device_id: str) -> Device:
        return self._devices[device_id]


def phone_number(number: int) -> str:
    """The number that a case is about."""
    return f"1705{number:07d}"


def _cases(plan: Plan) -> list[Case]:
    return [each for each in plan.events if isinstance(each, Case)]
