"""Presenters as tables: state in, screen out, without Qt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from string import Formatter

import pytest

from pos_client.application import commands
from pos_client.application.commands import ConfirmStep, FinishCase, RefuseVisualCheck
from pos_client.application.progress_state import StepStatus, VerdictState
from pos_client.application.state import (
    CasePhase,
    CounterState,
    DevicePhase,
    GatewayState,
    OfflineState,
    ReaderPhase,
    ReaderState,
    TroubleState,
)
from pos_client.application.trouble_codes import all_codes
from pos_client.domain.flow import Step
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import QueueSummary, SecondCopy
from pos_client.domain.verdict import Check, Consequence
from tests.ui.people import CHINA_NOW, PEOPLE, at_step, offline, ready, saved, with_case
from tests.ui.scenes import SCENES
from tests.ui.unit_scenes import UNIT_SCENES
from ui import i18n
from ui.i18n.message import Message
from ui.presenters.bars import present_banner, present_strip, present_top
from ui.presenters.cancel import present_cancel
from ui.presenters.case import CaseScreen
from ui.presenters.ending import present_saved
from ui.presenters.first import LogInScreen, first_window
from ui.presenters.glance import Glance
from ui.presenters.keys import Page
from ui.presenters.moments import age, countdown
from ui.presenters.person import present_person
from ui.presenters.queue import present_queue
from ui.presenters.side import TodayCard
from ui.presenters.trouble import present_trouble
from ui.presenters.verdicts import present_quota, present_verdicts
from ui.presenters.window import present_window
from ui.theme.tokens import Tone

GLANCE = Glance(CHINA_NOW)
PARTS = ("happened", "safe", "to_do")
FACTS = {"time": "2026-03-02T12:00:00+08:00", "limit": "records", "reason": "read_failed"}
OWN_WORDS = {
    "B-610": "unknown",
    "B-614": "form",
    "B-618": "unknown",
    "B-625": "code",
    "B-626": "unknown",
    "B-627": "unknown",
    "B-632": "sim",
}


def words(value: object) -> Iterator[str]:
    """All that a screen says, the figures of the day left out: they are about other cases."""
    if isinstance(value, Message):
        yield i18n.say(value)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from words(each)
    elif is_dataclass(value) and not isinstance(value, TodayCard | type):
        for each in fields(value):
            if not isinstance(getattr(value, each.name), commands.ConfirmStep):
                yield from words(getattr(value, each.name))


def page(state: CounterState, glance: Glance = GLANCE) -> object:
    return present_window(state, glance).page


def case_page(state: CounterState, glance: Glance = GLANCE) -> CaseScreen:
    screen = page(state, glance)
    assert isinstance(screen, CaseScreen)
    return screen


@pytest.mark.parametrize(
    ("scene", "kind"),
    [
        ("starting", "LogInScreen"),
        ("enrolment", "EnrolmentScreen"),
        ("enrolling", "EnrolmentScreen"),
        ("stopped", "NoticeScreen"),
        ("log-in", "LogInScreen"),
        ("locked", "LogInScreen"),
        ("idle", "IdleScreen"),
        ("visual-check", "CaseScreen"),
        ("saved", "CaseScreen"),
    ],
)
def test_each_state_has_its_page(scene: str, kind: str) -> None:
    assert type(page(SCENES[scene])).__name__ == kind


@pytest.mark.parametrize("is_enrolled", [True, False])
def test_the_first_paint_is_what_the_presenters_would_say(is_enrolled: bool) -> None:
    time = present_strip(CounterState(), GLANCE).time
    glance = Glance(CHINA_NOW, is_enrolled=is_enrolled)
    assert first_window(time, is_enrolled=is_enrolled) == present_window(CounterState(), glance)


def test_log_in_and_lock_say_that_a_card_has_to_be_laid_again() -> None:
    for scene, key in (("log-in", "subline"), ("locked", "locked_subline")):
        screen = page(SCENES[f"{scene}-unread-card"])
        assert isinstance(screen, LogInScreen)
        assert screen.subline.key == f"log_in.{key}_card"
    kept = replace(SCENES["locked-unread-card"], case=at_step(Step.VISUAL_CHECK, identity=None))
    screen = page(kept)
    assert isinstance(screen, LogInScreen)
    assert screen.subline.key == "log_in.locked_subline"


def test_a_rejection_says_what_to_do_and_an_open_outcome_does_not() -> None:
    told = case_page(SCENES["saved-rejected-verdict"]).saved
    assert told is not None
    assert told.reason is not None
    assert told.to_do is not None
    assert (told.reason.key, told.to_do.key) == ("verdicts.why_VERDICT_INVALID", "advice.anew")
    waiting = case_page(SCENES["saved-review"]).saved
    assert waiting is not None
    assert waiting.to_do is None


def test_a_home_without_a_device_waits_for_the_enrolment_page() -> None:
    glance = Glance(CHINA_NOW, is_enrolled=False)
    assert type(page(CounterState(), glance)).__name__ == "NoticeScreen"


@pytest.mark.parametrize(
    ("scene", "key"),
    [
        ("idle", "case.lay_card"),
        ("idle-no-reader", "case.no_reader"),
        ("idle-preparing", "case.preparing"),
        ("idle-unread-card", "case.lay_again"),
        ("reread-preparing", "case.preparing"),
        ("idle-closed", "case.capture_closed"),
        ("visual-check", "case.visual_check"),
        ("verifying", "case.verifying"),
        ("not-verified", "case.not_verified_yet"),
        ("number", "case.choose_number"),
        ("seal", "case.seal"),
        ("sealing", "case.sealing"),
        ("reread", "case.reread"),
        ("saved", "case.saved_headline"),
        ("saved-accepted", "case.ACCEPTED_headline"),
        ("saved-rejected", "case.REJECTED_headline"),
        ("refused-mismatch", "case.refused_headline"),
        ("card-refused", "case.card_refused"),
        ("card-unreadable", "case.unreadable_headline"),
    ],
)
def test_each_moment_asks_one_question(scene: str, key: str) -> None:
    screen = page(SCENES[scene])
    assert getattr(screen, "headline").key == key  # noqa: B009


@pytest.mark.parametrize(
    ("scene", "command"),
    [
        ("visual-check", ConfirmStep("VISUAL_CHECK")),
        ("verifying", None),
        ("not-verified", ConfirmStep("VERIFICATION")),
        ("number", ConfirmStep("NUMBER_AND_SIM")),
        ("number-none", None),
        ("seal", ConfirmStep("SEAL")),
        ("sealing", None),
        ("reread", None),
        ("saved", FinishCase()),
        ("refused-mismatch", FinishCase()),
        ("card-refused", FinishCase()),
        ("card-unreadable", FinishCase()),
    ],
)
def test_the_primary_action_is_the_answer_to_the_question(scene: str, command: object) -> None:
    assert case_page(SCENES[scene]).primary.command == command


def test_only_the_visual_check_can_be_refused() -> None:
    refusing = {
        name
        for name, state in SCENES.items()
        if isinstance(screen := page(state), CaseScreen)
        and screen.other is not None
        and screen.other.command == RefuseVisualCheck()
    }
    assert refusing == {name for name in SCENES if name.startswith("visual-check")}


def test_an_answered_question_is_off_until_the_counter_has_answered() -> None:
    glance = replace(GLANCE, is_answering=True)
    assert case_page(SCENES["seal"], glance).primary.command is None


# Words that a state must not use --------------------------------------------------------------

ALWAYS = ("已实名", "已开通", "办理成功")
FORBIDDEN = {
    "number": ("已保存", "已提交", "已受理"),
    "seal": ("已保存", "已提交", "已受理"),
    "saved": ("已受理",),
    "saved-offline": ("已受理", "已核验"),
    "number-offline": ("已受理", "已核验"),
    "seal-offline": ("已受理", "已核验"),
    "saved-review": ("已受理",),
    "saved-awaiting": ("已受理",),
    "saved-rejected": ("已受理",),
    "refused-mismatch": ("已受理", "已保存"),
    "card-unreadable": ("已受理", "已保存"),
    "saved-accepted": (),
}


@pytest.mark.parametrize("scene", SCENES)
def test_no_page_uses_a_higher_word_than_it_may(scene: str) -> None:
    said = "\n".join(words(page(SCENES[scene])))
    banned = (*ALWAYS, *FORBIDDEN.get(scene, ()))
    assert [word for word in banned if word in said] == []


def test_accepted_stands_only_where_a_receipt_says_so() -> None:
    accepted = {name for name, state in SCENES.items() if "已受理" in "\n".join(words(page(state)))}
    of_subjects = {"saved-number-accepted", "saved-number-restored"}
    of_subjects |= {"sim-saved-accepted", "sim-saved-delayed", "check-saved-accepted"}
    of_subjects |= {
        "transfer-saved-accepted",
        "port-in-saved-accepted",
        "guardian-saved-accepted",
        "own-numbers-filed",
    }
    of_units = {name for name in UNIT_SCENES if name.startswith("unit-order")}
    of_units |= {"unit-saved-accepted", "unit-user-accepted"}
    assert accepted == {
        *("saved-accepted", "idle-after", "idle-hall-away"),
        "inspection-case",  # of an earlier day, and its receipt is kept
        *of_subjects,
        *of_units,
    }


@pytest.mark.parametrize("scene", ["saved-rejected-neutral", "refused-neutral"])
def test_a_neutral_ending_shows_neither_reason_nor_code(scene: str) -> None:
    said = "\n".join(words(page(SCENES[scene])))
    assert "惩戒" not in said
    assert "PUNISHED" not in said
    assert "RISK" not in said


# Verdicts, steps, person ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "consequence", "tone"),
    [
        ("", None, Tone.QUIET),
        ("ID_MATCH", Consequence.GOES_ON, Tone.GOOD),
        ("ID_MISMATCH", Consequence.ENDS, Tone.BAD),
        ("ID_NO_PHOTO", Consequence.NEEDS_REVIEW, Tone.WAITING),
        ("SERVICE_UNAVAILABLE", Consequence.UNAVAILABLE, Tone.QUIET),
        ("NOBODY_KNOWS", Consequence.ENDS, Tone.BAD),
        ("ID_MATCH", None, Tone.QUIET),
    ],
)
def test_not_yet_is_never_green(code: str, consequence: Consequence | None, tone: Tone) -> None:
    verdict = VerdictState(Check.ONLINE_VERIFICATION, code, consequence)
    assert present_verdicts(at_step(Step.VERIFICATION, verdicts=(verdict,)))[0].tone is tone


def test_before_they_are_asked_no_check_stands_there() -> None:
    assert present_verdicts(at_step(Step.VISUAL_CHECK)) == ()


def test_while_they_are_asked_all_stand_there_grey() -> None:
    tiles = case_page(SCENES["verifying"]).verdicts
    assert [tile.check for tile in tiles] == list(NEW_NUMBER.checks_of(NEW_NUMBER.lead))
    assert {tile.tone for tile in tiles} == {Tone.QUIET}


def test_offline_nothing_is_called_verified() -> None:
    screen = case_page(SCENES["number-offline"])
    assert screen.verdicts[0].tone is Tone.WAITING
    sealing = case_page(SCENES["seal-offline"])
    assert sealing.verdicts == ()  # the summary says it, and has the room
    assert "未核验" in [i18n.say(line.value) for line in sealing.summary]
    verification = next(line for line in screen.steps if line.name == "VERIFICATION")
    assert verification.tone is Tone.WAITING


def test_the_step_where_a_case_ended_says_so() -> None:
    tones = [line.tone for line in case_page(SCENES["refused-mismatch"]).steps]
    assert tones == [*[Tone.GOOD] * 4, Tone.BAD, *[Tone.QUIET] * 3]


@pytest.mark.parametrize(
    ("who", "title", "labels"),
    [
        ("resident", "林样本", ["性别", "民族", "出生", "住址", "公民身份号码", "有效期限"]),
        ("hmt", "陈样例", ["性别", "出生", "住址", "公民身份号码", "通行证号码", "有效期限"]),
        (
            "foreign_2017",
            "SAMPLE, ANNA MARIA CONSTANTINA",
            ["中文姓名", "性别", "国籍", "出生", "证件号码", "有效期限"],
        ),
        (
            "foreign_2023",
            "W" * 60,
            ["中文姓名", "性别", "国籍", "出生", "证件号码", "有效期限"],
        ),
    ],
)
def test_each_document_is_labelled_as_it_labels_itself(
    who: str, title: str, labels: list[str]
) -> None:
    case = at_step(Step.VISUAL_CHECK, identity=PEOPLE[who])
    shown = present_person(case, GLANCE, is_compact=False)
    assert shown is not None
    assert shown.title == title
    assert [i18n.say(each.label) for each in shown.fields] == labels


def test_no_repr_of_a_screen_names_anybody() -> None:
    told = repr(present_window(SCENES["visual-check"], GLANCE))
    assert "林样本" not in told
    assert "110101190001010014" not in told
    assert "虚构路" not in told


@pytest.mark.parametrize("hide", ["veil", "minute"])
def test_a_hidden_person_leaves_masks_only(hide: str) -> None:
    case = at_step(Step.VISUAL_CHECK)
    glance = replace(GLANCE, hidden_read=(case.id, case.read_counter))
    if hide == "veil":
        glance = replace(GLANCE, is_veiled=True)
    shown = present_person(case, glance, is_compact=False)
    assert shown is not None
    assert shown.is_masked
    assert shown.raw_photo is None
    assert [each.value for each in shown.fields] == ["1101**********0014"]


# Bars -------------------------------------------------------------------------------------------


def test_sign_and_agent_number_are_checked_before_they_are_shown() -> None:
    before, after = present_top(CounterState(), GLANCE), present_top(ready(), GLANCE)
    assert i18n.say(before.sign) == "统一标识 核对中…"
    assert i18n.say(before.agent_number) == "代理编号 核对中…"
    assert i18n.say(after.sign) == "统一标识 FJ-0042"
    assert i18n.say(after.agent_number) == "代理编号 DL-350100-0042"


def test_tabs_are_for_who_is_logged_in() -> None:
    assert [
        present_top(SCENES[name], GLANCE).has_tabs for name in ("log-in", "locked", "idle")
    ] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("scene", "can_cancel"),
    [
        *(("idle", False), ("visual-check", True), ("verifying", True), ("sealing", False)),
        *(("saved", False), ("refused-mismatch", False), ("reread", True), ("locked", False)),
    ],
)
def test_only_an_open_case_can_be_cancelled(scene: str, can_cancel: bool) -> None:
    assert present_strip(SCENES[scene], GLANCE).can_cancel is can_cancel


def test_the_strip_counts_down_to_the_next_try() -> None:
    strip = present_strip(offline(), GLANCE)
    assert i18n.say(strip.gateway.words) == "核验平台无法连接 · 12 秒后重试"
    assert i18n.say(strip.queue.words) == "3 单待提交 · 最早 6 分钟前"


def test_the_banner_shows_the_figure_and_never_promises_more() -> None:
    banner = present_banner(OfflineState(3, 12, None, "numbers", 0.2), CHINA_NOW)
    assert banner is not None
    assert i18n.say(banner.figures) == "已采集 3 单 · 还可采集 12 单"
    assert banner.used_percent == 20
    assert not banner.is_warning
    closed = present_banner(OfflineState(3, 0, CHINA_NOW, "challenges"), CHINA_NOW)
    assert closed is not None
    assert "还可采集" not in i18n.say(closed.figures)
    assert closed.until is None
    assert not closed.is_warning


@pytest.mark.parametrize(
    ("limit", "words_"),
    [
        ("records", "离线记录数"),
        ("clerk", "本营业员离线单数"),
        ("hours", "离线时限"),
        ("challenges", "离线挑战值"),
        ("numbers", "离线号码"),
    ],
)
def test_the_banner_warns_from_seventy_percent_of_whichever_limit_is_nearest(
    limit: str, words_: str
) -> None:
    shares = {
        used: present_banner(OfflineState(3, 12, CHINA_NOW, limit, used), CHINA_NOW)
        for used in (0.699, 0.7, 0.999)
    }
    said = {used: i18n.say(banner.safe) for used, banner in shares.items() if banner is not None}
    assert words_ not in said[0.699]
    assert said[0.7].startswith(f"{words_}已用 70%，请尽快恢复网络")
    assert said[0.999].startswith(f"{words_}已用 99%")


@pytest.mark.parametrize(
    ("passed", "words_"),
    [(20, "刚刚"), (61, "1 分钟前"), (7200, "2 小时前"), (3 * 86400, "3 天前"), (-50, "刚刚")],
)
def test_ages_use_the_largest_unit(passed: int, words_: str) -> None:
    assert i18n.say(age(CHINA_NOW - timedelta(seconds=passed), CHINA_NOW)) == words_


def test_a_countdown_never_falls_below_zero() -> None:
    assert countdown(timedelta(minutes=14, seconds=21)) == "14:21"
    assert countdown(timedelta(seconds=-3)) == "00:00"


# Trouble, cancelling, queue -----------------------------------------------------------------------


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("code", sorted(all_codes()))
def test_every_trouble_is_said_with_the_facts_of_its_sentences(
    code: str, language: i18n.Language
) -> None:
    """A fact that the presenter passed over would leave the window without a word."""
    i18n.use(language)
    pairs = [i18n.catalogue("troubles")[f"troubles.{code}.{part}"] for part in PARTS]
    names = {name for pair in pairs for text in pair for _, name, _, _ in Formatter().parse(text)}
    facts = tuple(
        (name, OWN_WORDS.get(code, FACTS.get(name, "7"))) for name in sorted(names - {None})
    )
    told = present_trouble(TroubleState(code, facts))
    assert told is not None
    for said in (told.happened, told.safe, told.to_do):
        assert "{" not in i18n.say(said)


@pytest.mark.parametrize(
    ("gateway", "words_"),
    [
        (GatewayState(is_reachable=False, code="G-201"), "核验平台无法连接"),
        (GatewayState(is_reachable=False, code="G-204"), "对方不是运营商的核验平台"),
        (GatewayState(is_reachable=False, code="G-205"), "暂停提交 · 请重新登录"),
        (GatewayState(is_reachable=False, code="G-208"), "本终端须重新注册"),
        (GatewayState(is_reachable=True), "核验平台已连接"),
    ],
)
def test_the_lamp_tells_a_line_that_is_away_from_one_that_refuses(
    gateway: GatewayState, words_: str
) -> None:
    strip = present_strip(replace(ready(), gateway=gateway), GLANCE)
    assert i18n.say(strip.gateway.words) == words_


def test_a_damaged_store_says_how_many_records_are_whole() -> None:
    facts = (("salvaged", "12"), ("sqlite_code", "11"), ("unsettled", "3"))
    told = present_trouble(TroubleState("S-303", facts))
    assert told is not None
    assert "12" in i18n.say(told.safe)
    assert "outbox salvage" in i18n.say(told.to_do)
    plain = present_trouble(TroubleState("S-303", (("sqlite_code", "11"),)))
    assert plain is not None
    assert plain.to_do != told.to_do


def test_every_trouble_can_be_said_with_the_facts_that_its_sentences_name() -> None:
    sentences = i18n.catalogue("troubles")
    for code in all_codes():
        parts = [sentences[f"troubles.{code}.{part}"] for part in ("happened", "safe", "to_do")]
        named = set(re.findall(r"{(\w+)", "".join(text for pair in parts for text in pair)))
        facts = tuple((name, "7") for name in sorted(named - {"time", "reason", "what"}))
        told = present_trouble(TroubleState(code, facts))
        assert told is not None
        assert all(i18n.say(each) for each in (told.happened, told.safe, told.to_do))


def test_why_a_file_of_sealed_records_is_refused_is_said_in_words() -> None:
    for code, reason, said in (("Q-802", "given up", "一起删除"), ("Q-801", "outlet", "其他网点")):
        told = present_trouble(TroubleState(code, (("reason", reason),)))
        assert told is not None
        assert said in i18n.say(told.happened)


@pytest.mark.fault(22)
@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("S-303", (("check", "old_copy"), ("expected", "2"), ("found", "1")), "旧拷贝"),
        ("S-303", (("check", "old_copy"), ("salvaged", "2"), ("unsettled", "1")), "旧拷贝"),
        ("S-303", (("check", "audit"),), "审计链"),
        ("G-205", (("code", "AUDIT_HEAD_REFUSED"),), "审计链"),
    ],
)
def test_an_old_copy_and_a_chain_that_is_refused_are_told_as_such(
    code: str, facts: tuple[tuple[str, str], ...], said: str
) -> None:
    told = present_trouble(TroubleState(code, facts))
    assert told is not None
    assert said in i18n.say(told.happened)
    assert "技术支持" in i18n.say(told.to_do)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (("file_system", "nfs4"), "网络共享"),
        (("memory", "tmpfs"), "断电"),
        (("sqlite", "3.36.0"), "SQLite"),
        (("pragma", "synchronous"), "SQLite"),
        (("reason", "permission"), "只读"),
        (("sqlite_code", "8"), "只读"),
    ],
)
def test_what_cannot_be_relied_on_says_what_to_do(fact: tuple[str, str], said: str) -> None:
    told = present_trouble(TroubleState("S-306", (fact,)))
    assert told is not None
    assert said in i18n.say(told.to_do)


def test_an_unknown_trouble_keeps_its_code() -> None:
    told = present_trouble(TroubleState("Z-999"))
    assert told is not None
    assert told.code == "Z-999"
    assert "不认识" in i18n.say(told.happened)


def test_a_wrong_setting_is_named_with_its_line_and_a_suggestion() -> None:
    facts = {"file": "config.toml", "key": "langage", "line": "3", "suggestion": "language"}
    told = present_trouble(TroubleState("D-406", tuple(facts.items())))
    assert told is not None
    assert "第 3 行" in i18n.say(told.happened)
    assert "language" in i18n.say(told.to_do)


def test_cancelling_names_what_is_lost() -> None:
    loses = i18n.say(present_cancel(at_step(Step.SEAL)).loses)
    assert (
        "本次读证、人证核对、客户的同意和签名、现场照片、核验结论、登记单上的签名、"
        "号码 170 5555 0188 的预占"
    ) in loses
    assert "人证核对" not in i18n.say(present_cancel(at_step(Step.VISUAL_CHECK)).loses)


@pytest.mark.parametrize(
    ("step", "lost"),
    [
        (Step.VISUAL_CHECK, "本次读证"),
        (Step.CONSENT, "本次读证、人证核对"),
        (Step.LIVE_PHOTO, "本次读证、人证核对、客户的同意和签名"),
        (Step.VERIFICATION, "本次读证、人证核对、客户的同意和签名、现场照片"),
        (Step.REVIEW, "本次读证、人证核对、客户的同意和签名、现场照片、核验结论、号码配额的预占"),
    ],
)
def test_cancelling_names_what_each_step_has_yielded(step: Step, lost: str) -> None:
    case = at_step(step, has_reservation=step is Step.REVIEW)
    assert f"将放弃：{lost}。" in i18n.say(present_cancel(case).loses)


def test_between_two_photos_the_slot_of_the_limit_is_named() -> None:
    again = at_step(Step.LIVE_PHOTO, has_reservation=True)
    assert "号码配额的预占" in i18n.say(present_cancel(again).loses)


@pytest.mark.parametrize("scene", ["review", "verifying"])
def test_a_number_found_early_is_not_shown_before_somebody_may_choose(scene: str) -> None:
    state = SCENES[scene]
    assert state.case is not None
    found = replace(state.case, numbers=("17055550188",), chosen_number="17055550188")
    assert case_page(replace(state, case=found)).number.number == ""
    assert case_page(SCENES["number"]).number.number


def test_a_verification_that_asks_for_a_review_is_not_called_a_match() -> None:
    lines = {line.name: line for line in case_page(SCENES["review"]).steps}
    note = lines["VERIFICATION"].note
    assert isinstance(note, Message)
    assert i18n.say(note) == "须复核"
    assert lines["VERIFICATION"].tone is Tone.WAITING
    sealing = at_step(Step.REVIEW, verdicts=())
    steps = tuple(replace(each, status=StepStatus.DONE) for each in sealing.steps)
    page = case_page(with_case(replace(at_step(Step.SEAL), steps=steps)))
    said = {i18n.say(line.label): line.value for line in page.summary}
    verdict = said["核验"]
    assert isinstance(verdict, Message)
    assert i18n.say(verdict) == "已复核"


def test_the_queue_is_sent_only_when_something_waits() -> None:
    assert present_queue(ready(), GLANCE).send.command is None
    busy = ready(queue=QueueSummary(pending=2, oldest_pending_at=CHINA_NOW))
    assert present_queue(busy, GLANCE).send.command is not None
    draining = replace(busy, gateway=GatewayState(True, is_draining=True, drained=1, to_drain=4))
    screen = present_queue(draining, GLANCE)
    assert (screen.send.command, screen.drained_percent) == (None, 25)


def test_what_was_saved_follows_its_receipt() -> None:
    for outcome in Outcome:
        screen = case_page(saved(outcome=outcome))
        assert screen.saved is not None
        assert screen.saved.outcome.key == f"case.{outcome}"
    assert case_page(saved()).saved is not None


def test_the_queue_page_waits_for_a_log_in() -> None:
    glance = replace(GLANCE, page=Page.QUEUE)
    assert type(page(ready(), glance)).__name__ == "QueueScreen"
    assert type(page(SCENES["locked"], glance)).__name__ == "LogInScreen"
    stopped = CounterState(device=DevicePhase.STOPPED)
    assert type(page(stopped, glance)).__name__ == "NoticeScreen"


def test_a_case_that_was_saved_before_the_window_knew_it_shows_the_next_question() -> None:
    state = with_case(at_step(Step.SEAL, CasePhase.SAVED, identity=None))
    assert type(page(state)).__name__ == "IdleScreen"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Reader stopped, restarting (1/3)"),
        ("zh_CN", "读卡器已停止，正在重新启动（1/3）"),
    ],
)
def test_a_reader_that_is_restarted_is_told_calmly(language: i18n.Language, said: str) -> None:
    i18n.use(language)
    reader = ReaderState(ReaderPhase.RESTARTING, "vendor:", restart=1, restarts_allowed=3)
    lamp = present_strip(ready(reader=reader), GLANCE).reader
    assert (lamp.tone, i18n.say(lamp.words)) == (Tone.WAITING, said)


@pytest.mark.fault(49)
@pytest.mark.parametrize(
    ("copies", "said"),
    [
        (None, ("", "")),
        (SecondCopy(0), ("", "")),
        (SecondCopy(12), ("12 单没有第二份", "Second copy missing for 12")),
        (SecondCopy(12, "L-801"), ("12 单没有第二份", "Second copy missing for 12")),
        (SecondCopy(0, "L-802"), ("第二份暂时不能保存", "No second copies for now")),
    ],
)
def test_what_lies_on_one_disk_only_is_said_and_nothing_else(
    copies: SecondCopy | None, said: tuple[str, str]
) -> None:
    lamp = present_strip(ready(queue=QueueSummary(second_copy=copies)), GLANCE).relay
    for language, words in zip(i18n.LANGUAGES, said, strict=True):
        i18n.use(language)
        assert (i18n.say(lamp.words) if lamp is not None else "") == words


@pytest.mark.parametrize(
    ("along", "words_"),
    [
        (None, "请把凭条交给客户：按 F3 打印，或请客户拍下二维码。"),
        (True, "请把凭条和 SIM 卡交给客户：按 F3 打印凭条。核验通过前 SIM 卡不能使用。"),
        (False, "请把凭条交给客户：按 F3 打印。SIM 卡留在店内，核验通过后再交付。"),
    ],
)
def test_the_saved_page_says_whether_the_inactive_sim_goes_along(
    along: bool | None, words_: str
) -> None:
    shown = present_saved(saved(offline(), sim_is_handed_over=along), GLANCE)
    assert shown is not None
    assert shown.to_do is not None
    assert i18n.say(shown.to_do) == words_


def test_of_a_captured_case_the_queue_of_this_run_is_all_that_is_known() -> None:
    quota = VerdictState(Check.QUOTA, "SERVICE_UNAVAILABLE", None, (("queued", "2"),))
    shown = present_quota(at_step(Step.FORM, is_offline=True, verdicts=(quota,)))
    assert shown is not None
    assert i18n.say(shown) == ("本次启动后为此人离线采集 2 个号码；此前排队的未知，以核验平台为准")
