"""The catalogue: both languages say the same things, and every code has its sentence."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from drivers import sim_card
from drivers.card.checks import WARNINGS
from drivers.sam import status
from drivers.sam.tries import SESSION_REASONS
from pos_client.application.trouble_codes import all_codes
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.outcome import Outcome
from pos_client.domain.verdict import Check
from ui import i18n
from ui.presenters.verdicts import NEUTRAL, reason_of

UI = Path(i18n.__file__).parents[1]
ALL = {key: pair for topic in i18n.topics() for key, pair in i18n.catalogue(topic).items()}

# The table "Exact wording on screen" of the glossary, by the place where it stands; figures as
# fields.
EXACT = {
    "frame.offline": "离线采集中（未核验）",
    "frame.offline_safe": (
        "资料已加密保存在本机，网络恢复后自动提交；运营商核验通过前号码不会开通"
    ),
    "case.saved_offline_safe": (
        "资料已加密保存在本机，网络恢复后自动提交；运营商核验通过前号码不会开通"
    ),
    "case.go_on_seal": "加密提交",
    "person.read_counter": "读证序号 {counter:0>6}",
    "person.sam_id": "安全模块编号 {sam_id}",
    "person.id_number": "公民身份号码",
    "person.validity": "有效期限",
    "person.from_chip": "芯片读取，不可修改",
    "case.hold": "号码预占，剩余 {left}",
    "verdicts.quota": "本企业名下已有 {in_use} 个号码，本次为第 {this} 个，上限 {limit} 个",
    "verdicts.quota_review": "第 {this} 个号码·待复核",
    "verdicts.quota_reviewed": "第 {this} 个号码·已复核",
    "frame.gateway_connected": "核验平台已连接",
    "frame.gateway_away": "核验平台无法连接",
    "frame.tab_queue": "待提交",
    "case.today_pending": "待提交",
    "queue.state_PENDING": "待提交",
    "case.today_rejected": "未通过",
    "case.REJECTED": "未通过",
    "queue.state_REJECTED": "未通过",
    "verdicts.word_SERVICE_UNAVAILABLE": "无法判定",
    "frame.checking": "核对中…",
    "verdicts.asking": "核对中…",
    "case.unreadable": (
        "证件芯片无法读取。请换一台读卡器再试；仍不能读取的，请客户到公安机关换领证件。不能手工录入。"
    ),
    "frame.limit_flow": "需联网办理",
    "case.needs_network": "需联网办理",
    "case.flow_unit": "单位/行业用户",
    "frame.tab_review": "复核",
    "frame.cancel": "取消办理",
    "frame.back": "上一步",
    "case.AWAITING_CUSTOMER": "待到店",
    "queue.state_AWAITING_CUSTOMER": "待到店",
    "queue.filter_customer": "待到店",
}
STEPS = (
    "读证 · 人证核对 · 告知与同意 · 现场拍照 · 核验 · 复核 · 选号与 SIM 卡 · 签署登记单 · 加密提交"
)
# Once the visual check is done the card may go back, and each page says so that has the room.
CARD_MAY_GO_BACK = (
    *("case.consent_safe", "case.verifying_safe", "case.not_verified_yet_safe"),
    *("case.choose_number_safe", "case.choose_number_offline_safe", "case.ended_safe"),
)

CARD_REASONS = [
    "inner_length",
    "text_length",
    "photo_length",
    "unknown_layout",
    "name_missing",
    "birth_date",
    "id_format",
    "id_check_digit",
    "id_region",
    "validity",
    "expired",
    "checksum",
    "timeout",
]


def fields(pattern: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}


def test_both_languages_say_the_same_with_the_same_facts() -> None:
    unlike = [
        key
        for key, (chinese, english) in ALL.items()
        if fields(chinese) != fields(english) or bool(chinese) != bool(english)
    ]
    assert unlike == []


@pytest.mark.parametrize("key", EXACT)
def test_the_exact_wording_stands_in_its_place(key: str) -> None:
    assert ALL[key][0] == EXACT[key]


def test_the_steps_are_called_and_ordered_as_they_are_known() -> None:
    assert " · ".join(ALL[f"case.step_{step}"][0] for step in NEW_NUMBER.steps) == STEPS


@pytest.mark.parametrize("key", CARD_MAY_GO_BACK)
def test_the_card_may_go_back_after_the_visual_check(key: str) -> None:
    assert "证件可以交还客户" in ALL[key][0]
    assert "证件可以交还客户" not in ALL["case.visual_check_safe"][0]


def test_english_has_no_chinese_left_in_it() -> None:
    left = [key for key, (_, english) in ALL.items() if re.search("[\u4e00-\u9fff]", english)]
    assert left == []


@pytest.mark.parametrize("code", all_codes())
def test_every_trouble_says_what_happened_what_is_safe_and_what_to_do(code: str) -> None:
    for part in ("happened", "safe", "to_do"):
        assert all(ALL[f"troubles.{code}.{part}"])


@pytest.mark.parametrize("code", sorted(NEUTRAL))
def test_neutral_codes_name_no_reason_and_show_no_code(code: str) -> None:
    assert f"verdicts.why_{code}" not in ALL
    told = reason_of(code)
    assert told.code == ""
    assert i18n.say(told.why) == "现在不能办理这一单。"


def test_a_code_nobody_knows_is_told_honestly() -> None:
    told = reason_of("SOMETHING_NEW")
    assert told.code == "SOMETHING_NEW"
    assert "不认识" in i18n.say(told.why)


def test_every_reason_of_a_driver_has_a_sentence() -> None:
    known = [*CARD_REASONS, *SESSION_REASONS, status.UNKNOWN_STATUS, status.UNEXPECTED_STATUS]
    known += [status.meaning(byte).reason for byte in range(256) if status.is_known(byte)]
    assert [reason for reason in known if reason and f"cards.{reason}" not in ALL] == []
    assert [code for code in WARNINGS if f"person.warning_{code}" not in ALL] == []
    assert [why for why in sim_card.REFUSALS if f"steps.sim_slot_{why}" not in ALL] == []


def test_every_refusal_on_the_page_of_faults_has_a_sentence_that_helps() -> None:
    page = UI.parent.joinpath("docs/reader-faults.md").read_text("utf-8")
    reasons = set(re.findall(r"CardRefused\((\w+)\)", page))
    assert len(reasons) > 15
    assert [reason for reason in reasons if f"cards.{reason}" not in ALL] == []
    assert ALL["cards.read_failed"][0].endswith("请放稳证件，听到提示音后再取下。")
    assert ALL["cards.to_do"][0].startswith("请取下证件，重新放好")


def test_every_word_of_the_domain_has_its_sentences() -> None:
    for step in NEW_NUMBER.steps:
        assert {f"case.step_{step}", f"case.hint_{step}"} <= ALL.keys()
    for outcome in Outcome:
        assert {f"case.{outcome}", f"case.{outcome}_safe"} <= ALL.keys()
        assert {f"case.{outcome}_headline", f"queue.state_{outcome}"} <= ALL.keys()
    assert {f"verdicts.check_{check}" for check in Check} <= ALL.keys()


def _written() -> set[str]:
    """Keys, and beginnings of keys that a code completes, as they stand in the source."""
    key = re.compile(rf"({'|'.join(i18n.topics())})\.\w+(\.\w+)*\.?")
    sources = [path for path in UI.rglob("*.py") if path.parent.name not in ("i18n", "demo")]
    return {
        node.value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if key.fullmatch(node.value)
    }


def test_every_key_written_in_the_source_is_in_the_catalogue() -> None:
    unknown = [
        key
        for key in _written() - ALL.keys()
        if not (key[-1] in "_." and any(known.startswith(key) for known in ALL))
    ]
    assert unknown == []


def test_keys_begin_with_their_topic() -> None:
    for topic in i18n.topics():
        assert all(key.startswith(f"{topic}.") for key in i18n.catalogue(topic))
