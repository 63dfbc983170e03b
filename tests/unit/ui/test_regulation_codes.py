"""Every code that the rules know: its screen, its sentences in both languages, what it allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from drivers.api import CardRefused
from pos_client.application import commands, review_commands
from pos_client.application.state import CasePhase, CounterState
from pos_client.application.subject_commands import BeginFlow, LookUpNumber
from pos_client.domain.flow import Flow, Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxRow, OutboxState
from pos_client.domain.verdict import Check
from pos_client.testing.customer import iccid_of
from pos_client.testing.gateway_words import case_claims
from pos_client.testing.subscribers import REGISTERED
from tests import people
from tests.unit.pos_client.application.at_work import OWN_HALL, at_work
from tests.unit.pos_client.application.rig import READER, Rig
from tests.unit.ui.regulation_codes import (
    EVIDENCE,
    NEUTRAL,
    VERDICTS,
    EvidenceRow,
    VerdictRow,
)
from ui import i18n
from ui.i18n.message import Message
from ui.presenters.case import CaseScreen
from ui.presenters.glance import Glance
from ui.presenters.panels import PhotoPanel, ReviewPanel
from ui.presenters.queue import present_row
from ui.presenters.verdicts import reason_of
from ui.presenters.window import present_window
from ui.theme.tokens import Tone

ENDED = [row for row in VERDICTS if row.at_agent == "ends"]
RECEIPTS = [(row, outcome) for row in EVIDENCE for outcome in row.outcomes]
AT_THE_DOOR = ["CERTIFICATE_MISMATCH", "IDEMPOTENCY_CONFLICT"]
CHINESE = re.compile("[\u4e00-\u9fff]")
# One check that says what the row does, and two that pass.
WELL = {Check.ONLINE_VERIFICATION: "ID_MATCH", Check.FACE_MATCH: "FACE_SAME"}
FIGURES: dict[str, int | str] = {"in_use": 1, "nth": 2, "limit": 5, "reservation_id": "slot"}


@pytest.fixture(autouse=True)
def _spoken() -> Iterator[None]:
    i18n.use("zh_CN")
    yield
    i18n.use("zh_CN")


def counter(reviews_here: tuple[str, ...] = ("QUOTA_REVIEW",), **policy: Any) -> Rig:
    policy = {"photo_attempts": 1, "reviews_here": reviews_here} | policy
    return at_work(None, case=case_claims(**policy))


def judged(row: VerdictRow, rig: Rig) -> Rig:
    """A case that has come to this answer."""
    rig.gateway.verdict_codes |= {row.check: row.code}
    rig.gateway.facts[Check.QUOTA] = FIGURES
    if row.code == "FACE_REFUSED":
        rig.customer.declined = ("face",)
    rig.lay()
    rig.go_to(Step.CONSENT)
    rig.answer()
    if rig.case.phase is CasePhase.OPEN:
        rig.answer()
    return rig


def screen(state: CounterState) -> CaseScreen:
    page = present_window(state, Glance(people.NOON)).page
    assert isinstance(page, CaseScreen)
    return page


def sentence(words: Message | None) -> tuple[str, str]:
    """What is said in both languages, each in its own."""
    assert words is not None
    said = {}
    for spoken in i18n.LANGUAGES:
        i18n.use(spoken)
        said[spoken] = i18n.say(words)
    i18n.use("zh_CN")
    assert CHINESE.search(said["zh_CN"])
    assert said["en"]
    assert not CHINESE.search(said["en"])
    return said["zh_CN"], said["en"]


def tile(page: CaseScreen, check: Check) -> tuple[str, Tone]:
    (found,) = (each for each in page.verdicts if each.check is check)
    return sentence(found.word)[0], found.tone


@pytest.mark.parametrize("place", ["agent", "hall"])
@pytest.mark.parametrize("row", VERDICTS, ids=lambda row: row.code)
def test_a_verdict_leads_where_the_rules_say(row: VerdictRow, place: str) -> None:
    rig = judged(row, counter(OWN_HALL) if place == "hall" else counter())
    expected, case = row.at_hall if place == "hall" else row.at_agent, rig.case
    page = screen(rig.state)
    if expected == "ends":
        assert (case.phase, case.code) == (CasePhase.REFUSED, row.code)
        assert page.primary.command == commands.FinishCase()
        assert case.identity is None
    elif expected == "review":
        assert (case.phase, case.step) == (CasePhase.OPEN, Step.REVIEW)
        assert isinstance(page.panel, ReviewPanel)
        (why,) = page.panel.reasons
        sentence(why)
        assert page.asks_panel
        assert page.back is None
    elif expected == "captured":
        assert case.is_offline
        assert page.tone is Tone.WAITING
    else:
        assert (case.phase, case.step) == (CasePhase.OPEN, Step.NUMBER_AND_SIM)
        assert page.primary.command == commands.ConfirmStep("NUMBER_AND_SIM")
    sentence(page.headline)
    sentence(page.subline)
    if expected != "captured" and page.verdicts:
        tones = {"ends": Tone.BAD, "review": Tone.WAITING, "next": Tone.GOOD}
        if row.code not in ("ID_NO_PHOTO", "FACE_UNSURE", "FACE_QUALITY", "LIVENESS_FAILED"):
            assert tile(page, row.check)[1] is tones[expected]
        assert tile(page, row.check)[0] == row.word
        assert tile(page, row.check)[1] is not Tone.GOOD or expected == "next"


@pytest.mark.parametrize("row", ENDED, ids=lambda row: row.code)
def test_a_refusal_says_what_happened_what_is_safe_and_what_to_do(row: VerdictRow) -> None:
    page = screen(judged(row, counter()).state)
    ending = page.ending
    assert ending is not None
    happened, english = sentence(ending.happened)
    assert "没有保存任何资料" in sentence(ending.safe)[0]
    assert ending.to_do.key == f"advice.{row.advice}"
    sentence(ending.to_do)
    if row.code in NEUTRAL:
        assert (happened, english) == ("现在不能办理这一单。", "This cannot be completed now.")
        assert ending.code == ""
    else:
        assert ending.code == row.code
        is_known = row.code != "NOBODY_KNOWS_THIS"
        assert ("不认识" in happened) is not is_known


def test_a_risk_under_review_looks_like_one_that_was_denied() -> None:
    rows = {row.code: row for row in VERDICTS}
    for here in (OWN_HALL, ("QUOTA_REVIEW",)):
        pages = {code: screen(judged(rows[code], counter(here)).state) for code in NEUTRAL[:2]}
        assert pages["RISK_REVIEW"] == pages["RISK_DENY"]


@pytest.mark.parametrize(
    "row", [row for row in VERDICTS if row.asks_photo], ids=lambda row: row.code
)
def test_another_photo_is_asked_for_in_words(row: VerdictRow) -> None:
    rig = judged(row, counter(photo_attempts=2))
    assert (rig.case.phase, rig.case.step) == (CasePhase.OPEN, Step.LIVE_PHOTO)
    page = screen(rig.state)
    assert isinstance(page.panel, PhotoPanel)
    sentence(page.panel.reason)
    assert "1" in sentence(page.panel.left)[0]


def test_a_full_quota_shows_scope_figures_and_limit() -> None:
    (row,) = (row for row in VERDICTS if row.code == "QUOTA_FULL")
    rig = counter()
    rig.gateway.facts[Check.QUOTA] = {"in_use": 5, "nth": 6, "limit": 5}
    rig.gateway.verdict_codes |= {row.check: row.code}
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    page = screen(rig.state)
    said = sentence(page.quota)[0]
    assert said == "本企业名下已有 5 个号码，本次为第 6 个，上限 5 个"


@pytest.mark.parametrize(
    ("decision", "code", "advice"),
    [("REFUSED", "UNDER_AGE", "too_young"), ("GUARDIAN", "UNDER_AGE_GUARDIAN", "guardian")],
)
def test_whoever_the_gateway_finds_too_young_hears_which_way_helps(
    decision: str, code: str, advice: str
) -> None:
    rig = counter()
    rig.gateway.facts[Check.ONLINE_VERIFICATION] = {"age_decision": decision}
    judged(next(row for row in VERDICTS if row.code == "UNDER_AGE"), rig)
    ending = screen(rig.state).ending
    assert ending is not None
    assert (ending.code, ending.to_do.key) == (code, f"advice.{advice}")


def test_the_quotas_review_is_told_before_and_after_in_the_exact_words() -> None:
    (row,) = (row for row in VERDICTS if row.code == "QUOTA_REVIEW")
    rig = judged(row, counter())
    assert tile(screen(rig.state), Check.QUOTA) == ("第 2 个号码·待复核", Tone.WAITING)
    rig.ask(review_commands.DecideReview("8021", "demo-8021"))
    assert tile(screen(rig.state), Check.QUOTA) == ("第 2 个号码·已复核", Tone.GOOD)


def test_what_was_reviewed_for_the_carrier_to_look_at_again_is_not_green() -> None:
    (row,) = (row for row in VERDICTS if row.code == "ID_NO_PHOTO")
    rig = judged(row, counter(OWN_HALL))
    rig.ask(review_commands.DecideReview("8021", "demo-8021"))
    said = tile(screen(rig.state), Check.ONLINE_VERIFICATION)
    assert said == ("库中无照片·已复核", Tone.WAITING)
    steps = {line.name: line.note for line in screen(rig.state).steps}
    note = steps["VERIFICATION"]
    assert isinstance(note, Message)
    assert sentence(note)[0] != "一致"


def test_an_answer_that_is_away_is_grey_and_called_undecided() -> None:
    rig = counter()
    rig.free_bytes = 0  # nothing may be captured, so the answers stay on the screen
    (row,) = (row for row in VERDICTS if row.code == "SERVICE_UNAVAILABLE")
    judged(row, rig)
    assert rig.trouble == "B-601"
    assert tile(screen(rig.state), row.check) == ("无法判定", Tone.QUIET)


# Cards ----------------------------------------------------------------------------------------


def test_an_unreadable_card_has_its_own_screen_with_the_exact_words() -> None:
    rig = counter()
    rig.lay_bad(CardRefused("read_failed", tries=3, is_unreadable=True))
    page = screen(rig.state)
    assert page.ending is not None
    assert sentence(page.ending.happened)[0] == (
        "证件芯片无法读取。请换一台读卡器再试；仍不能读取的，请客户到公安机关换领证件。不能手工录入。"
    )
    assert page.panel is None
    assert page.primary.command == commands.FinishCase()
    assert rig.audited().count("card_refused") == 1


def test_unsound_data_is_laid_again_or_read_elsewhere() -> None:
    rig = counter()
    rig.lay_bad(CardRefused("id_check_digit"))
    page = screen(rig.state)
    assert page.ending is not None
    assert sentence(page.ending.happened)[0].startswith("证件数据异常")
    assert "换一台读卡器" in sentence(page.ending.to_do)[0]


@pytest.mark.parametrize(
    ("born", "sam_id", "code", "advice"),
    [
        (date(2017, 11, 23), READER.sam_id, "UNDER_AGE", "too_young"),
        (date(2013, 11, 23), READER.sam_id, "UNDER_AGE_GUARDIAN", "guardian"),
        (
            date(1990, 1, 1),
            "05.01-20260101-0000000009-0000000009",
            "READER_NOT_TRUSTED",
            "other_reader",
        ),
    ],
)
def test_what_the_counter_refuses_by_itself_is_told_the_same_way(
    born: date, sam_id: str, code: str, advice: str
) -> None:
    rig = counter()
    rig.lay(people.born(born), replace(READER, sam_id=sam_id))
    page = screen(rig.state)
    assert page.ending is not None
    assert page.ending.code == code
    assert page.ending.to_do.key == f"advice.{advice}"
    for words in (page.ending.happened, page.ending.safe, page.ending.to_do):
        sentence(words)


@pytest.mark.parametrize("code", ["UNDER_AGE", "UNDER_AGE_GUARDIAN"])
@pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: flow.name)
def test_nobody_is_sent_to_a_guardian_for_a_number_that_they_have(flow: Flow, code: str) -> None:
    told = reason_of(code, flow.name)
    keys = {told.why.key, told.to_do.key}
    of_a_minor = {"verdicts.why_minor", "advice.minors_number"}
    if flow.name in ("new_number", "new_number_with_guardian", "port_in", "unit_user"):
        assert not keys & of_a_minor
        return
    assert (keys == of_a_minor) is (flow.has(Step.LOOK_UP) or flow.has(Step.OWN_NUMBERS))
    if keys == of_a_minor:
        assert not flow.is_for_minors, "there is a key by now: say which"
        assert all(sentence(words) for words in (told.why, told.to_do))


def test_a_minor_whose_sim_is_lost_is_told_what_an_own_hall_can_do() -> None:
    rig = counter()
    rig.subscribers.known = {iccid_of(9007): REGISTERED}
    rig.ask(BeginFlow("sim_replacement"))
    rig.ask(LookUpNumber(REGISTERED.phone_number))
    rig.lay(people.born(date(2013, 11, 23)))
    page = screen(rig.state)
    assert page.ending is not None
    assert page.ending.code == "UNDER_AGE_GUARDIAN"
    assert page.ending.to_do.key == "advice.minors_number"


# Receipts -------------------------------------------------------------------------------------


def received(outcome: Outcome, code: str) -> CounterState:
    rig = counter()
    rig.lay()
    rig.finish()
    last = rig.state.last_saved
    assert last is not None
    receipt = rig.gateway.words.receipt(
        last.id, "device-1", bytes(32), rig.clock.now(), outcome, code
    )
    rig.do(lambda: rig.counter.note_receipt(receipt))
    return rig.state


@pytest.mark.parametrize(
    ("row", "outcome"), RECEIPTS, ids=[f"{row.code}-{outcome}" for row, outcome in RECEIPTS]
)
def test_a_receipts_code_is_told_with_what_may_be_done(row: EvidenceRow, outcome: Outcome) -> None:
    page = screen(received(outcome, row.code))
    told = page.saved
    assert told is not None
    assert page.primary.command == commands.FinishCase()
    assert told.tone is (Tone.BAD if outcome is Outcome.REJECTED else Tone.WAITING)
    why = sentence(told.reason)[0]
    assert "不认识" not in why
    assert "不会开通" in sentence(told.safe)[0]
    sentence(told.headline)
    if outcome is Outcome.REJECTED:
        assert told.to_do is not None
        assert told.to_do.key == f"advice.{row.advice}"
        sentence(told.to_do)
    else:
        assert told.to_do is None
    if row.code in NEUTRAL:
        assert (why, told.code) == ("现在不能办理这一单。", "")
    line = present_row(kept(outcome, row.code), people.NOON)
    assert why in sentence(line.told)[0]


def kept(outcome: Outcome | None, code: str, reason: str = "", *, aside: bool = False) -> OutboxRow:
    settled = OutboxState.SETTLED if outcome else OutboxState.PENDING
    return OutboxRow(
        id=UUID(int=1),
        sequence=1,
        state=OutboxState.QUARANTINED if aside else settled,
        flow="new_number",
        is_offline=False,
        clerk_number="8001",
        masked_name="测**",
        masked_id_number="1101**********0014",
        masked_phone_number="170****0188",
        created_at=people.NOON,
        attempts=1,
        next_try_at=None,
        reason=reason,
        outcome=outcome,
        code=code,
        settled_at=people.NOON if outcome else None,
    )


@pytest.mark.parametrize("code", AT_THE_DOOR)
def test_what_is_refused_at_the_door_stays_and_is_told_in_the_queue(code: str) -> None:
    line = present_row(kept(None, "", code, aside=True), people.NOON)
    happened = sentence(line.told)[0]
    assert "不认识" not in happened
    assert "仍加密保存在本机" in happened
    assert line.can_release
    assert line.tone is Tone.BAD


def test_no_code_of_the_rules_is_missing_here() -> None:
    # The rules ask for the pause and name no code for it.
    verdicts = {row.code for row in VERDICTS} - {"NOBODY_KNOWS_THIS", "COOLING_OFF"}
    evidence = {row.code for row in EVIDENCE} - verdicts
    assert len(verdicts | {"CARD_UNREADABLE", "EXPIRED"}) == 25
    assert len((evidence | set(AT_THE_DOOR)) - {"EXPIRED"}) == 22
