"""The carrier: what was saved goes first, and no errand holds it up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_client.application.carrier import Carrier
from pos_client.application.errands import CarrierNews
from pos_client.application.outbox import StoreAtHand
from pos_client.application.state import GatewayState
from pos_client.application.trouble import (
    DiskFull,
    GatewayTrouble,
    OutcomeUnknown,
    Trouble,
    UntrustedReceipt,
)
from pos_client.domain.local_day import local_day
from pos_client.domain.outcome import Outcome
from pos_client.domain.oversight import ReaderCount
from pos_client.domain.policy import Configuration
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from tests.unit.pos_client.application.rig import Rig

PEOPLE = ("mainland_han_20y", "mainland_longterm_female", "mainland_nation_97", "hmt_hongkong")


class Shop:
    """A counter with a carrier whose turns a test takes itself."""

    def __init__(self, folder: Path) -> None:
        self.rig = Rig(folder)
        self.rig.fill_pool()
        self.rig.log_in()
        self.lines: list[GatewayState] = []
        self.met: list[Trouble] = []
        self.offered: list[int] = []
        self.keeps_configurations = True
        self.posted = self.beats = 0
        self.ended: list[tuple[str, bool]] = []
        gateway = self.rig.gateway
        self._deliver, self._heartbeat = gateway.deliver, gateway.heartbeat
        gateway.deliver = self._counted  # type: ignore[method-assign]
        gateway.heartbeat = self._counted_beat  # type: ignore[method-assign]
        configuration = configuration_from(ConfigurationClaims.checked(gateway.claims))
        self.carrier = Carrier(
            StoreAtHand(self.rig.store),
            gateway,
            self.rig.clock,
            configuration,
            CarrierNews(
                line_changed=self.lines.append,
                contact_made=lambda _: None,
                receipt_settled=lambda _: None,
                configuration_found=self._take,
                queue_changed=lambda: None,
                trouble_met=self.met.append,
                session_ended=lambda id_, is_frozen: self.ended.append((id_, is_frozen)),
                store_refuted=self.met.append,
            ),
        )

    def _take(self, token: str, configuration: Configuration) -> None:
        self.offered.append(configuration.version)
        if self.keeps_configurations:
            self.rig.counter.take_configuration(token, configuration)
        else:
            raise DiskFull

    def _counted(self, due):  # type: ignore[no-untyped-def]
        self.posted += 1
        return self._deliver(due)

    def _counted_beat(self, *told):  # type: ignore[no-untyped-def]
        self.beats += 1
        return self._heartbeat(*told)

    def save(self, *names: str) -> None:
        for name in names:
            self.rig.register(name)

    def run(self, for_: timedelta) -> None:
        end = self.rig.clock.now() + for_
        while self.rig.clock.now() < end:
            wait_s = self.carrier.turn()
            self.rig.clock.advance(timedelta(seconds=max(0.05, min(wait_s, 5.0))))

    @property
    def pending(self) -> int:
        return self.rig.store.count_pending(offline_only=False)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path)
    yield made
    made.rig.close()


def test_whoever_is_logged_in_is_asked_after_every_minute_however_rare_heartbeats_are(
    shop: Shop,
) -> None:
    shop.rig.log_in()
    session_id = shop.rig.counter.session_id
    shop.rig.gateway.claims |= {
        "heartbeat_s": 300,
        "version": shop.rig.gateway.claims["version"] + 1,
    }
    shop.run(timedelta(minutes=3))
    quiet = shop.beats
    shop.carrier.follow_session(session_id)
    shop.run(timedelta(seconds=65))
    assert shop.beats == quiet + 1
    assert shop.ended == []
    shop.rig.gateway.end_sessions()
    shop.run(timedelta(seconds=65))
    assert shop.ended == [(session_id, False)]
    shop.carrier.follow_session("")
    shop.run(timedelta(minutes=5))
    assert shop.beats <= quiet + 4


@pytest.mark.parametrize("call", ["send_audit", "challenges", "status"])
def test_an_errand_that_fails_holds_up_no_delivery(
    shop: Shop, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def storm(*_: object) -> None:
        raise OutcomeUnknown

    monkeypatch.setattr(shop.rig.gateway, call, storm)
    shop.save(*PEOPLE[:2])
    shop.run(timedelta(minutes=10))
    assert shop.pending == 0
    assert {line.is_reachable for line in shop.lines} == {True}
    assert shop.beats <= 12


def test_an_audit_chain_the_gateway_refuses_stops_no_queue(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pos_client.application.trouble import NotAuthorised

    def forked(*_: object) -> None:
        raise NotAuthorised(code="AUDIT_HEAD_REFUSED")

    monkeypatch.setattr(shop.rig.gateway, "send_audit", forked)
    shop.save(PEOPLE[0])
    shop.run(timedelta(minutes=5))
    assert shop.pending == 0
    assert {trouble.code for trouble in shop.met} == {"S-303"}


@pytest.mark.fault(32)
def test_a_storm_of_errors_is_met_by_single_probes(shop: Shop) -> None:
    shop.save(*PEOPLE)
    shop.rig.gateway.troubles.clear()
    deliver = shop._deliver
    shop._deliver = lambda _: (_ for _ in ()).throw(OutcomeUnknown())  # type: ignore[assignment]
    shop.run(timedelta(minutes=10))
    assert shop.posted <= 4 * 12
    assert {line.is_reachable for line in shop.lines} == {True}
    shop._deliver = deliver
    shop.run(timedelta(minutes=30))
    assert shop.pending == 0


@pytest.mark.fault(45)
def test_an_open_outcome_that_proves_nothing_does_not_hide_the_others(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.rig.gateway.outcome = Outcome.UNDER_REVIEW
    shop.save(*PEOPLE[:2])
    shop.run(timedelta(seconds=5))
    rows = list(shop.rig.gateway.ledger)
    status = shop.rig.gateway.status

    def first_is_forged(registration_id, sha256):  # type: ignore[no-untyped-def]
        if registration_id == rows[0][1]:
            raise UntrustedReceipt
        return status(registration_id, sha256)

    monkeypatch.setattr(shop.rig.gateway, "status", first_is_forged)
    shop.rig.gateway.decide(rows[1][1], Outcome.ACCEPTED)
    shop.run(timedelta(minutes=3))
    settled = shop.rig.store.row(rows[1][1])
    assert settled is not None
    assert settled.outcome is Outcome.ACCEPTED


def test_the_pool_is_renewed_before_it_runs_out(shop: Shop) -> None:
    shop.run(timedelta(minutes=2))
    fresh = shop.rig.store.challenges_left(shop.rig.clock.now() + timedelta(hours=36))
    assert fresh > 0
    shop.rig.clock.advance(timedelta(hours=40))
    shop.run(timedelta(minutes=2))
    assert shop.rig.store.challenges_left(shop.rig.clock.now() + timedelta(hours=36)) > 0


@pytest.mark.expected_log("an errand waits: S-301")
def test_a_configuration_that_could_not_be_kept_is_fetched_again(shop: Shop) -> None:
    gateway = shop.rig.gateway
    gateway.claims = gateway.claims | {"version": 2, "heartbeat_s": 7, "idle_lock_s": 45}
    shop.keeps_configurations = False
    shop.run(timedelta(minutes=2))
    assert len(shop.offered) > 1
    assert {trouble.code for trouble in shop.met} == {"S-301"}
    assert shop.rig.counter._desk.configuration.version == 1
    shop.keeps_configurations = True
    shop.run(timedelta(minutes=12))
    assert shop.rig.counter._desk.configuration.version == 2
    assert shop.rig.counter.state.idle_lock == timedelta(seconds=45)
    tried = len(shop.offered)
    shop.run(timedelta(minutes=2))
    assert len(shop.offered) == tried


@pytest.mark.expected_log("an errand waits: D-404")
@pytest.mark.fault(58)
def test_an_older_configuration_is_told_and_leaves_the_good_one_in_force(shop: Shop) -> None:
    gateway = shop.rig.gateway
    gateway.claims = gateway.claims | {"version": 3}
    shop.run(timedelta(minutes=2))
    shop.rig.store.keep_configuration("token-9", 9, ())
    gateway.claims = gateway.claims | {"version": 4}
    shop.run(timedelta(minutes=2))
    assert {trouble.code for trouble in shop.met} == {"D-404"}
    assert shop.rig.counter._desk.configuration.version == 3
    assert shop.rig.store.configuration_token() == "token-9"


class Renewal:
    """A certificate of thirty days, and how often it was renewed."""

    def __init__(self, since: datetime) -> None:
        self.since = since
        self.tried = self.renewed = 0
        self.trouble: Trouble | None = None

    def validity(self) -> tuple[datetime, datetime]:
        return self.since, self.since + timedelta(days=30)

    def renew(self) -> None:
        self.tried += 1
        if self.trouble is not None:
            raise self.trouble
        self.renewed += 1
        self.since += timedelta(days=21)


def test_a_certificate_is_renewed_in_the_last_third_of_its_life(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    renewal = shop.carrier.rounds._errands._renewal = Renewal(shop.rig.clock.now())
    shop.run(timedelta(seconds=90))
    assert renewal.tried == 0
    shop.rig.clock.advance(timedelta(days=19, hours=23))
    shop.run(timedelta(seconds=90))
    assert renewal.tried == 0
    shop.rig.clock.advance(timedelta(hours=1))
    shop.run(timedelta(seconds=90))
    assert renewal.renewed == 1
    entries = shop.rig.store.audit_behind(0, 1000)
    assert [each.event.kind for each in entries].count("certificate_renewed") == 1


@pytest.mark.parametrize(
    "trouble",
    [
        OutcomeUnknown(),
        GatewayTrouble(),
        pytest.param(DiskFull(), marks=pytest.mark.expected_log("an errand waits: S-301")),
    ],
)
def test_a_renewal_that_fails_is_tried_again_and_the_queue_goes_on(
    tmp_path: Path, trouble: Trouble
) -> None:
    shop = Shop(tmp_path)
    renewal = shop.carrier.rounds._errands._renewal = Renewal(
        shop.rig.clock.now() - timedelta(days=25)
    )
    renewal.trouble = trouble
    shop.save(PEOPLE[0])
    shop.run(timedelta(minutes=5))
    assert renewal.tried > 1
    assert shop.rig.store.count_pending(offline_only=False) == 0
    renewal.trouble = None
    shop.run(timedelta(minutes=6))
    assert renewal.renewed == 1


def test_a_heartbeat_tells_what_was_done_today_and_how_the_readers_stand(shop: Shop) -> None:
    shop.rig.log_in()
    shop.save(*PEOPLE[:2])
    shop.carrier.follow_readers(ReaderCount(ready=1, lost=2))
    shop.run(timedelta(seconds=130))
    told = shop.rig.gateway.figures
    assert told is not None
    assert told.day == local_day(shop.rig.clock.now())
    assert (told.figures.saved, told.figures.accepted) == (2, 2)
    assert (told.readers.ready, told.readers.lost) == (1, 2)
