"""Every kind of card at the counter, of every age, and laid again at every step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from drivers.api import CardRefused
from drivers.card.checks import WARNINGS
from drivers.card.read import CardRead
from drivers.hub import CardNews
from pos_client.application import commands
from pos_client.application.case_trouble import (
    CaseLapsed,
    CounterBusy,
    DifferentCard,
    DifferentPerson,
)
from pos_client.application.state import CasePhase
from pos_client.application.trouble import CardUnreadable, ReadRefused
from pos_client.domain.flow import Step
from pos_client.testing.customer import iccid_of
from pos_client.testing.gateway_words import case_claims
from tests import people
from tests.unit.pos_client.application.at_work import BEHIND_THE_READ, at_work, configure
from tests.unit.pos_client.application.rig import READER, Rig
from tests.unit.pos_client.application.test_counter import body_of

QUARTER = timedelta(minutes=15, seconds=1)

VECTORS = json.loads(
    (Path(__file__).parents[3] / "vectors" / "card_readers.json").read_text("utf-8")
)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = at_work(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("is_online", [True, False])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("mainland_longterm_female", "RESIDENT"),
        ("mainland_name_surrogate_20BB7", "RESIDENT"),
        ("hmt_hongkong", "HMT_RESIDENT"),
        ("foreign_2017_I", "FOREIGN_PR_2017"),
        ("foreign_2023_Y", "FOREIGN_PR_2023"),
    ],
)
def test_every_kind_of_card_goes_the_whole_way(
    rig: Rig, name: str, kind: str, *, is_online: bool
) -> None:
    if not is_online:
        rig.lose_gateway()
    rig.lay(name)
    assert rig.case.identity is not None
    assert rig.case.identity.kind == kind
    rig.go_to(Step.FORM)
    assert rig.case.form is not None
    assert rig.case.form.paper.document_kind.value == kind
    rig.finish()
    assert rig.case.phase is CasePhase.SAVED
    assert body_of(rig).evidence[0].raw_text == people.raw_text(name)


def warned_cards() -> dict[str, bytes]:
    """One record for each warning that the vectors know."""
    found = {"name_private_use": people.raw_text("mainland_name_pua_E863")}
    for vector in VECTORS["malformed"]:
        for code in vector["expect"].get("warnings", ()):
            found[code] = bytes.fromhex(vector["hex"])[14 : 14 + 256]
    return found


@pytest.mark.parametrize("code", WARNINGS)
def test_a_card_with_a_warning_goes_on_and_the_clerk_sees_it(rig: Rig, code: str) -> None:
    photo = b"" if code == "no_photo" else bytes(1024)
    read = CardRead.parse(
        warned_cards()[code], photo, sam_id=READER.sam_id, read_at=rig.clock.now(), duration_s=0.3
    )
    rig.do(lambda: rig.counter.take_reader_news(CardNews(READER, read)))
    assert rig.case.identity is not None
    assert code in rig.case.identity.warnings
    rig.finish()
    # The gateway gets the bytes as they came, and reads the warning out of them itself.
    evidence = body_of(rig).evidence[0]
    assert (evidence.raw_text, evidence.raw_photo) == (read.raw_text, photo)


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (date(2017, 11, 23), "UNDER_AGE"),
        (date(2016, 11, 24), "UNDER_AGE"),
        (date(2016, 11, 23), "UNDER_AGE_GUARDIAN"),
        (date(2010, 11, 24), "UNDER_AGE_GUARDIAN"),
        (date(2010, 11, 23), ""),
    ],
)
def test_ages_are_counted_to_the_day_and_the_rules_are_data(
    rig: Rig, born: date, code: str
) -> None:
    rig.lay(people.born(born))
    assert rig.case.code == code
    assert (rig.case.phase is CasePhase.REFUSED) is bool(code)


def test_without_age_rules_nobody_is_admitted(tmp_path: Path) -> None:
    rig = at_work(tmp_path, case=case_claims(age_rules=()))
    rig.lay()
    assert rig.case.code == "UNDER_AGE"
    rig.close()


def test_a_flow_may_have_ages_of_its_own(tmp_path: Path) -> None:
    rules = [{"flow": "new_number", "rules": [{"from_age": 14, "decision": "ADMITTED"}]}]
    rig = at_work(tmp_path, case=case_claims(ages_of_flows=rules))
    for birth, code in ((date(2012, 11, 24), "UNDER_AGE"), (date(2012, 11, 23), "")):
        rig.lay(people.born(birth))
        assert rig.case.code == code
        rig.ask(commands.FinishCase() if code else commands.CancelCase())
    rig.close()


def test_whoever_is_a_minor_is_told_what_minors_are_told(tmp_path: Path) -> None:
    rules = [{"from_age": 16, "decision": "ADMITTED"}]
    rig = at_work(tmp_path, case=case_claims(age_rules=rules))
    for birth, is_minor in ((date(2010, 11, 23), True), (date(2008, 11, 23), False)):
        rig.lay(people.born(birth))
        rig.go_to(Step.CONSENT)
        assert rig.case.consent is not None
        shown = {notice.id for notice in rig.case.consent.notices}
        assert ("minor" in shown) is is_minor
        rig.ask(commands.CancelCase())
    rig.close()


def test_a_card_is_taken_on_its_last_day_and_not_on_the_next(rig: Rig) -> None:
    until = date(2027, 1, 1)  # of the Hong Kong permit
    rig.clock.advance(timedelta(days=(until - people.NOON.date()).days))
    configure(rig, expires_at=(rig.clock.now() + timedelta(days=9)).isoformat())
    rig.ask(commands.LogOut())
    rig.fill_pool()
    rig.do(lambda: rig.counter.note_contact(rig.clock.now()))
    rig.log_in()
    rig.lay("hmt_hongkong")
    assert rig.case.step is Step.VISUAL_CHECK
    rig.clock.advance(timedelta(hours=13))  # midnight in China has passed
    rig.do(rig.counter.tick)
    rig.lay("hmt_hongkong")
    assert rig.case.code == "DOC_EXPIRED"


@pytest.mark.parametrize("is_online", [True, False])
@pytest.mark.parametrize("step", BEHIND_THE_READ)
def test_at_every_step_only_the_same_card_continues_the_case(
    rig: Rig, step: Step, *, is_online: bool
) -> None:
    if not is_online:
        rig.lose_gateway()
    rig.lay()
    if step is Step.VERIFICATION:
        rig.go_to(Step.LIVE_PHOTO)
        rig.gateway.troubles.extend([ReadRefused()])  # no answer that means anything
        if not is_online:
            rig.free_bytes = 0  # nor may it be captured
            rig.do(rig.counter.read_figures)
        rig.answer()
        rig.free_bytes = 10**12
        rig.gateway.troubles.clear()
    else:
        rig.go_to(step)
    assert rig.case.step is step
    rig.clock.advance(QUARTER)
    rig.do(rig.counter.tick)
    assert rig.case.phase is CasePhase.REREAD
    for other, told in (
        ("mainland_longterm_female", DifferentPerson),
        (people.RENEWED, DifferentCard),
        ("mainland_middle_dot_max_name", DifferentCard),  # the same number, another name
    ):
        rig.lay(other)
        assert (rig.case.phase, rig.trouble) == (CasePhase.REREAD, told.code)
    if rig.store.challenges_left(rig.clock.now()) == 0:
        rig.fill_pool()
    rig.lay()
    assert (rig.case.step, rig.case.phase) == (step, CasePhase.OPEN)
    rig.do(rig.counter.tick)
    rig.finish()
    assert rig.case.phase is CasePhase.SAVED
    assert len(body_of(rig).evidence) == 2
    assert {"another_person", "another_card"} <= set(rig.audited())


@pytest.mark.parametrize("is_locked", [False, True])
def test_an_interrupted_case_waits_half_an_hour_and_then_nothing_of_it_is_left(
    rig: Rig, *, is_locked: bool
) -> None:
    rig.lay()
    rig.go_to(Step.FORM)
    assert len(rig.gateway.numbers) == 9
    rig.clock.advance(QUARTER)
    rig.do(rig.counter.tick)
    if is_locked:
        rig.ask(commands.Lock())
    rig.clock.advance(timedelta(minutes=29))
    rig.do(rig.counter.tick)
    assert rig.case.phase is CasePhase.REREAD
    rig.clock.advance(timedelta(minutes=1))
    rig.do(rig.counter.tick)
    assert rig.state.case is None
    assert rig.trouble == CaseLapsed.code
    assert len(rig.gateway.numbers) == 10
    assert rig.audited().count("case_lapsed") == 1


def test_a_case_that_went_on_may_be_interrupted_for_as_long_again(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.FORM)
    for _ in range(2):
        rig.clock.advance(QUARTER)
        rig.do(rig.counter.tick)
        assert rig.case.phase is CasePhase.REREAD
        rig.clock.advance(timedelta(minutes=29))
        rig.do(rig.counter.tick)
        rig.lay()
        rig.do(rig.counter.tick)
        assert rig.case.phase is CasePhase.OPEN


def test_five_minutes_before_the_gateway_was_asked(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.CONSENT)
    rig.clock.advance(timedelta(minutes=5, seconds=1))
    rig.answer()  # before the clock has been looked at
    assert rig.case.phase is CasePhase.REREAD
    rig.lay()
    assert (rig.case.step, rig.case.phase) == (Step.CONSENT, CasePhase.OPEN)


def test_a_hold_that_comes_too_late_for_its_read_goes_back(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.NUMBER_AND_SIM)
    rig.ask(commands.TakeScan(iccid_of(1)))
    rig.workers.holds_questions = True
    rig.ask(commands.ConfirmStep(Step.NUMBER_AND_SIM.value))
    rig.clock.advance(QUARTER)
    rig.workers.answer_all()
    rig.counter.publish()
    assert (rig.case.step, rig.case.phase) == (Step.NUMBER_AND_SIM, CasePhase.REREAD)
    assert len(rig.gateway.numbers) == 10
    rig.lay()
    rig.finish()
    assert rig.case.phase is CasePhase.SAVED


def test_a_chip_that_died_meanwhile_keeps_the_case_and_says_what_helps(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.NUMBER_AND_SIM)
    rig.lay_bad(CardRefused("read_failed", tries=3, is_unreadable=True))
    assert rig.trouble == CounterBusy.code  # nobody asked for a card
    rig.clock.advance(QUARTER)
    rig.do(rig.counter.tick)
    rig.lay_bad(CardRefused("select_failed"))
    assert rig.trouble == ReadRefused.code
    rig.lay_bad(CardRefused("read_failed", tries=3, is_unreadable=True))
    assert (rig.case.phase, rig.trouble) == (CasePhase.REREAD, CardUnreadable.code)
    rig.lay()
    assert rig.case.phase is CasePhase.OPEN
