"""The counter from the read to the seal, with everything that may come between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drivers.api import CardRefused, ReaderRestarted, ReaderRestarting
from drivers.hub import CardNews
from pos_client.application import commands
from pos_client.application.state import CasePhase, GatewayState, ReaderPhase
from pos_client.application.trouble import DiskFull, LoggedInElsewhere, NotAuthorised, SessionEnded
from pos_client.domain.flow import Step
from pos_client.domain.registration import OutboxState
from pos_client.domain.verdict import Check
from tests import people
from tests.unit.pos_client.application.rig import READER, Rig, body_of

ALL = tuple(OutboxState)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    made.fill_pool()
    yield made
    made.close()


def saved(rig: Rig) -> int:
    return len(rig.store.page(states=ALL, below_sequence=None, above_sequence=None, limit=100))


def test_a_customer_is_carried_from_the_card_to_the_seal(rig: Rig) -> None:
    rig.log_in()
    rig.lay()
    assert rig.case.step is Step.VISUAL_CHECK
    assert rig.case.identity is not None
    rig.answer()
    assert rig.case.step is Step.CONSENT
    rig.answer()
    assert rig.case.step is Step.LIVE_PHOTO
    rig.answer()  # the photo asks the gateway
    assert rig.case.step is Step.NUMBER_AND_SIM
    assert rig.case.chosen_number
    rig.go_to(Step.FORM)
    rig.answer()
    assert rig.case.step is Step.SEAL
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED
    assert rig.case.identity is None
    assert saved(rig) == 1
    body = body_of(rig)
    assert body.evidence[0].raw_text == people.raw_text()
    assert body.hold_id
    assert body.consent.handwritten_signature.is_written
    assert body.live_photo.jpeg
    assert body.sim is not None
    assert body.form_signature is not None
    assert not body.is_offline
    assert body.real_name_transaction_id


def test_the_read_is_accounted_for_before_it_is_shown(rig: Rig) -> None:
    rig.log_in()
    shown_at: list[int] = []
    rig.counter._tell = lambda _news: shown_at.append(rig.store.audit_head()[0])
    before = rig.store.audit_head()[0]
    rig.lay()
    assert shown_at[0] > before
    assert "card_read" in rig.audited()


def test_a_key_pressed_twice_confirms_once(rig: Rig) -> None:
    rig.log_in()
    rig.lay()
    for _ in range(2):
        rig.ask(commands.ConfirmStep(Step.VISUAL_CHECK.value))
    assert rig.case.step is Step.CONSENT
    rig.go_to(Step.SEAL)
    for _ in range(3):
        rig.ask(commands.ConfirmStep(Step.SEAL.value))
    assert saved(rig) == 1


@pytest.mark.parametrize("code", ["ID_MISMATCH", "ID_NOT_FOUND", "DOC_EXPIRED", "NEVER_HEARD"])
def test_a_no_ends_the_case_and_seals_nothing(rig: Rig, code: str) -> None:
    rig.gateway.verdict_codes = {Check.ONLINE_VERIFICATION: code}
    rig.log_in()
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert rig.case.phase is CasePhase.REFUSED
    assert rig.case.code == code
    assert rig.case.identity is None
    assert saved(rig) == 0
    assert "case_refused" in rig.audited()


def test_without_the_gateway_it_is_captured_with_a_number_of_the_block(rig: Rig) -> None:
    rig.log_in()
    rig.counter.note_contact(rig.clock.now())
    rig.lose_gateway()
    rig.lay()
    rig.go_to(Step.NUMBER_AND_SIM)
    assert rig.case.is_offline
    rig.finish()
    assert rig.case.phase is CasePhase.SAVED
    body = body_of(rig)
    assert body.is_offline
    assert body.verdicts == ()
    assert body.phone_number in {n["phone_number"] for n in rig.gateway.claims["number_block"]}
    assert rig.store.free_number_count(rig.clock.now()) == 2


def test_the_banner_never_promises_a_case_that_would_be_refused(rig: Rig) -> None:
    rig.log_in()
    rig.counter.note_contact(rig.clock.now())
    rig.lose_gateway()
    for left in (3, 2, 1):
        offline = rig.state.offline
        assert offline is not None
        assert offline.allowed_more == left
        rig.register()
    rig.lay()
    assert rig.state.case is None
    assert rig.trouble == "B-601"
    assert saved(rig) == 3


def test_a_gateway_lost_at_the_verification_does_not_stop_the_customer(rig: Rig) -> None:
    rig.log_in()
    rig.counter.note_contact(rig.clock.now())
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.gateway.is_reachable = False
    rig.answer()
    assert rig.case.is_offline
    assert rig.case.step is Step.NUMBER_AND_SIM


def test_a_session_that_ended_loses_neither_case_nor_customer(rig: Rig) -> None:
    rig.log_in()
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.gateway.troubles.append(NotAuthorised())
    rig.answer()
    assert rig.trouble == SessionEnded.code
    assert rig.case.step is Step.VERIFICATION
    rig.answer()
    assert rig.case.step is Step.NUMBER_AND_SIM


def test_a_session_ended_elsewhere_hides_the_customer_until_the_clerk_logs_out(rig: Rig) -> None:
    rig.log_in()
    rig.register()
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.do(lambda: rig.counter.end_session(rig.counter.session_id))
    assert rig.trouble == LoggedInElsewhere.code
    assert rig.state.session is not None
    assert rig.state.session.is_locked
    rig.ask(commands.DismissTrouble())
    rig.ask(commands.Unlock("demo-8001"))
    assert rig.trouble == LoggedInElsewhere.code
    assert rig.state.session.is_locked
    rig.ask(commands.LogOut())
    assert rig.state.session is None
    assert rig.state.case is None
    assert saved(rig) == 1


def test_a_session_ended_elsewhere_without_a_case_is_logged_out(rig: Rig) -> None:
    rig.log_in()
    ended = rig.counter.session_id
    rig.do(lambda: rig.counter.end_session("another"))
    assert rig.state.session is not None
    rig.do(lambda: rig.counter.end_session(ended))
    assert rig.state.session is None
    assert rig.trouble == LoggedInElsewhere.code
    rig.log_in()
    rig.do(lambda: rig.counter.end_session(ended))  # told late
    assert rig.state.session is not None
    assert not rig.state.session.is_locked


def test_a_full_disk_says_so_and_the_case_stays(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.log_in()
    rig.lay()
    rig.go_to(Step.SEAL)

    def full(*_: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patched:
        patched.setattr(rig.store, "save", full)
        rig.answer()
    assert rig.trouble == DiskFull.code
    assert rig.case.phase is CasePhase.OPEN
    assert rig.case.step is Step.SEAL
    assert rig.state.last_saved is None
    rig.answer()
    assert saved(rig) == 1


def test_locking_hides_the_customer_and_keeps_the_case(rig: Rig) -> None:
    rig.log_in()
    rig.lay()
    rig.ask(commands.Lock())
    assert rig.case.identity is None
    rig.ask(commands.ConfirmStep(Step.VISUAL_CHECK.value))
    assert rig.case.step is Step.VISUAL_CHECK
    rig.ask(commands.Unlock("wrong"))
    assert rig.case.identity is None
    rig.ask(commands.Unlock("demo-8001"))
    assert rig.case.identity is not None


def test_cancelling_gives_the_number_back(rig: Rig) -> None:
    rig.log_in()
    free = list(rig.gateway.numbers)
    rig.lay()
    rig.go_to(Step.FORM)
    assert len(rig.gateway.numbers) == len(free) - 1
    rig.ask(commands.CancelCase())
    assert rig.state.case is None
    assert sorted(rig.gateway.numbers) == sorted(free)
    assert saved(rig) == 0
    assert "case_cancelled" in rig.audited()


def test_esc_goes_back_one_step(rig: Rig) -> None:
    rig.log_in()
    rig.lay()
    rig.go_to(Step.SEAL)
    rig.ask(commands.StepBack())
    assert rig.case.step is Step.FORM
    assert rig.case.held_number
    rig.ask(commands.StepBack())
    assert rig.case.step is Step.NUMBER_AND_SIM
    assert rig.case.held_number == ""


def test_after_a_quarter_of_an_hour_the_same_card_is_laid_again(rig: Rig) -> None:
    rig.log_in()
    rig.lay()
    rig.go_to(Step.NUMBER_AND_SIM)
    rig.clock.advance(timedelta(minutes=15, seconds=1))
    rig.do(rig.counter.tick)
    assert rig.case.phase is CasePhase.REREAD
    rig.lay("mainland_longterm_female")
    assert rig.trouble == "B-604"
    assert rig.case.phase is CasePhase.REREAD
    rig.lay()
    assert rig.case.phase is CasePhase.OPEN
    rig.finish()
    assert rig.case.phase is CasePhase.SAVED
    assert len(body_of(rig).evidence) == 2


def test_a_reader_of_another_shop_is_not_trusted(rig: Rig) -> None:
    rig.log_in()
    rig.lay(info=replace(READER, sam_id="05.01-20260101-0000000009-0000000009"))
    assert rig.case.phase is CasePhase.REFUSED
    assert rig.case.code == "READER_NOT_TRUSTED"


def test_a_simulated_reader_is_refused_outside_the_demo(tmp_path: Path) -> None:
    rig = Rig(tmp_path, is_demo=False)
    rig.fill_pool()
    rig.log_in()
    rig.lay(info=replace(READER, simulated=True))
    assert rig.case.code == "READER_SIMULATED"
    rig.close()


def test_a_card_that_gives_nothing_has_its_own_page(rig: Rig) -> None:
    rig.log_in()
    rig.lay_bad(CardRefused("read_failed", tries=3, is_unreadable=True))
    assert rig.case.phase is CasePhase.CARD_UNREADABLE
    rig.lay_bad(CardRefused("birth_date"))
    assert rig.case.phase is CasePhase.CARD_REFUSED
    assert rig.case.code == "birth_date"
    rig.lay()
    assert rig.case.step is Step.VISUAL_CHECK


def test_a_reader_whose_library_is_restarted_says_so_and_no_case_is_disturbed(rig: Rig) -> None:
    rig.log_in()
    rig.lay()
    case = rig.case
    for event, phase, restart in (
        (ReaderRestarting(1, 3), ReaderPhase.RESTARTING, 1),
        (ReaderRestarting(2, 3), ReaderPhase.RESTARTING, 2),
        (ReaderRestarted(), ReaderPhase.READY, 0),
    ):
        news = CardNews(READER, event)
        rig.do(lambda news=news: rig.counter.take_reader_news(news))
        assert (rig.state.reader.phase, rig.state.reader.restart) == (phase, restart)
    assert rig.case == case


def test_nobody_logged_in_no_card_is_shown(rig: Rig) -> None:
    rig.lay()
    assert rig.state.case is None
    assert "card_read" not in rig.audited()


def test_another_card_does_not_disturb_an_open_case(rig: Rig) -> None:
    rig.log_in()
    rig.lay()
    first = rig.case.masked_id_number
    rig.lay("mainland_longterm_female")
    assert rig.trouble == "B-603"
    assert rig.case.masked_id_number == first


def test_offline_log_in_is_for_clerks_seen_here_lately(rig: Rig) -> None:
    rig.lose_gateway()
    rig.log_in()
    assert rig.trouble == "C-502"
    rig.gateway.is_reachable = True
    rig.log_in()
    rig.ask(commands.LogOut())
    rig.gateway.is_reachable = False
    rig.log_in("wrong")
    assert rig.state.session is None
    rig.log_in()
    assert rig.state.session is not None
    assert rig.state.session.is_offline


def test_a_wrong_password_is_not_an_outage(rig: Rig) -> None:
    rig.log_in("wrong")
    assert rig.trouble == "C-501"
    assert rig.state.session is None


def test_setting_the_clock_back_does_not_widen_the_window(rig: Rig) -> None:
    rig.log_in()
    rig.counter.note_contact(rig.clock.now())
    rig.lose_gateway()
    rig.clock.advance(timedelta(hours=73))
    rig.clock.wall -= timedelta(hours=72)
    rig.do(rig.counter.read_figures)
    offline = rig.state.offline
    assert offline is not None
    assert offline.allowed_more == 0


def test_a_late_verdict_does_not_touch_the_next_customer(rig: Rig) -> None:
    rig.log_in()
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.workers.holds_questions = True
    rig.answer()
    assert rig.case.phase is CasePhase.WORKING
    rig.ask(commands.CancelCase())
    rig.lay("mainland_longterm_female")
    step = rig.case.step
    rig.workers.answer_all()
    rig.counter.publish()
    assert rig.case.step is step
    assert rig.case.verdicts == ()


def test_the_line_coming_back_is_noticed(rig: Rig) -> None:
    rig.log_in()
    rig.lose_gateway()
    assert rig.state.offline is not None
    rig.gateway.is_reachable = True
    rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=True)))
    assert rig.state.offline is None


def test_a_session_of_an_offline_log_in_resumes_when_the_gateway_is_back(rig: Rig) -> None:
    rig.log_in()
    rig.ask(commands.LogOut())
    rig.lose_gateway()
    rig.log_in()
    assert rig.state.session is not None
    assert rig.state.session.is_offline
    assert rig.state.offline is not None
    rig.gateway.is_reachable = True
    rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=True)))
    rig.do(rig.counter.tick)
    assert rig.state.session is not None
    assert not rig.state.session.is_offline
    rig.do(rig.counter.read_figures)
    assert rig.state.offline is None


def test_a_session_the_gateway_forgot_asks_for_a_new_log_in_once(rig: Rig) -> None:
    rig.log_in()
    rig.gateway.end_sessions()
    rig.lay()
    assert rig.trouble == SessionEnded.code
    rig.ask(commands.CancelCase())
    for _ in range(5):
        rig.do(rig.counter.tick)
    assert rig.trouble == ""
    rig.ask(commands.LogOut())
    rig.log_in()
    assert rig.trouble == ""


def test_a_missing_verdict_is_never_a_pass(rig: Rig) -> None:
    rig.gateway.verdict_codes = {Check.ONLINE_VERIFICATION: "ID_MATCH"}
    rig.log_in()
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert rig.case.step is Step.VERIFICATION
    assert rig.trouble == "G-200"
    assert not rig.case.is_offline
    rig.gateway.verdict_codes[Check.FACE_MATCH] = "FACE_SAME"
    rig.answer()
    assert rig.case.step is Step.VERIFICATION
    assert not rig.case.is_offline
    rig.gateway.verdict_codes[Check.QUOTA] = "QUOTA_OK"
    rig.answer()
    assert rig.case.step is Step.NUMBER_AND_SIM


def test_a_session_that_ran_out_captures_as_an_offline_one(rig: Rig) -> None:
    rig.log_in()
    rig.counter.note_contact(rig.clock.now())
    session = rig.counter._desk.session
    assert session is not None
    rig.lose_gateway()
    rig.clock.advance(session.expires_at - rig.clock.now() + timedelta(minutes=1))
    rig.lay()
    assert rig.state.session is not None
    assert rig.state.session.is_offline
    rig.finish()
    assert body_of(rig).is_offline_session


def test_a_session_the_gateway_refused_begins_no_case(rig: Rig) -> None:
    rig.log_in()
    rig.ask(commands.LogOut())
    rig.lose_gateway()
    rig.log_in()
    rig.gateway.end_sessions()
    rig.gateway.is_reachable = True
    rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=True)))
    rig.do(rig.counter.tick)
    assert rig.trouble == SessionEnded.code
    rig.lay()
    assert rig.state.case is None
    assert rig.trouble == SessionEnded.code


def test_a_clock_set_back_while_the_program_slept_gains_nothing(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.fill_pool()
    rig.log_in()
    rig.counter.note_contact(rig.clock.now())
    rig.lose_gateway()
    rig.clock.advance(timedelta(hours=71))
    rig.ask(commands.LogOut())
    rig.close()
    later = Rig(tmp_path)
    later.clerk_book = rig.clerk_book
    later.counter._desk.session = None
    later.lose_gateway()
    offline = later.state.offline
    assert offline is not None
    assert offline.until is not None
    assert offline.until - later.clock.now() <= timedelta(hours=1)
    later.close()


@pytest.mark.parametrize(
    ("claims", "hours"),
    [
        ({}, 72 - 40),  # the challenges are of before
        # A number has to outlive its case, and two are promised as long as both are there.
        ({"number_block": [("17055509999", 50)]}, 9.75),
        ({"number_block": [("17055509999", 41), ("17055509998", 60)]}, 0.75),
        ({"number_block": [("17055509999", 50)], "completion": "CUSTOMER_RETURNS"}, 72 - 40),
        ({"expires": 45}, 5),
    ],
)
def test_no_longer_time_is_promised_than_the_supplies_last(
    tmp_path: Path, claims: dict[str, Any], hours: float
) -> None:
    given: dict[str, Any] = {}
    if "number_block" in claims:
        given["number_block"] = [
            {
                "phone_number": number,
                "expires_at": (people.NOON + timedelta(hours=ends)).isoformat(),
            }
            for number, ends in claims["number_block"]
        ]
    if "expires" in claims:
        given["expires_at"] = (people.NOON + timedelta(hours=claims["expires"])).isoformat()
    if "completion" in claims:
        given["offline"] = {"completion": claims["completion"]}
    rig = Rig(tmp_path, **given)
    rig.fill_pool()
    rig.clock.advance(timedelta(hours=40))
    rig.log_in()
    rig.do(lambda: rig.counter.note_contact(rig.clock.now()))
    rig.lose_gateway()
    offline = rig.state.offline
    assert offline is not None
    assert offline.allowed_more > 0
    assert offline.until == rig.clock.now() + timedelta(hours=hours)
    assert not offline.is_warning
    rig.clock.advance(timedelta(hours=hours * 0.75))
    rig.do(rig.counter.tick)
    assert rig.state.offline is not None
    assert rig.state.offline.is_warning
    rig.close()


def test_a_wrong_clock_begins_no_case(rig: Rig) -> None:
    rig.log_in()
    rig.do(lambda: rig.counter.note_contact(rig.clock.now() - timedelta(hours=1)))
    rig.lay()
    assert rig.trouble == "D-405"
    assert rig.state.case is None


def test_another_clerk_can_end_a_locked_session(rig: Rig) -> None:
    rig.log_in()
    rig.lay()
    rig.ask(commands.Lock())
    rig.ask(commands.LogOut())
    assert rig.state.session is None
    assert rig.state.case is None
    assert "case_cancelled" in rig.audited()


def test_the_reader_is_looked_at_again_when_the_card_is_laid_again(rig: Rig) -> None:
    rig.log_in()
    rig.lay()
    rig.clock.advance(timedelta(minutes=5, seconds=1))
    rig.do(rig.counter.tick)
    rig.lay(info=replace(READER, sam_id="05.01-20260101-0000000009-0000000009"))
    assert rig.case.phase is CasePhase.REFUSED
    assert rig.case.code == "READER_NOT_TRUSTED"
