"""Papers of invented people, in every state a paper can be in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

from drivers.card.read import CardKind
from pos_client.domain.document import LetterType, SpecialDocumentType, UnitDocumentType
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import (
    FLOWS,
    NEW_NUMBER_BY_TRUSTEE,
    NEW_NUMBER_WITH_GUARDIAN,
    SPECIAL_DOCUMENT,
    TRANSFER,
    UNIT_ACTIVATION,
    UNIT_INDUSTRY_SIM,
    UNIT_REGISTRATION,
    UNIT_USER,
    UNIT_USER_LATER,
)
from pos_client.domain.handwritten_signature import HandwrittenSignature, Pen, Point
from pos_client.domain.masking import mask_id_number, mask_name
from pos_client.domain.paper import Paper, PaperKind, PaperPerson
from pos_client.domain.policy import Completion
from pos_client.domain.relation import Relation
from pos_client.domain.special_document import SpecialReason
from pos_client.domain.unit import UnitAsked, UnitUse
from pos_client.domain.unit_order import UnderOrder, read_order_code
from pos_client.testing.units import KNOWN_UNIT

FORM, SLIP, ACCEPTANCE = PaperKind
QR_TEXT = "RNR1-0192F0C45A0E7C3A9D2E3F1B5A7C9E01-ABCDEFGH234567ABCDEFGHIJ"
ORDER_TEXT = "RNU1-0192F0C45A0E7C3A9D2E3F1B5A7C9E01-ABCDEFGH234567ABCDEFGHIJ"
FORM_SHA256 = hashlib.sha256(b"form").digest()

NOT_YET = "已采集，尚未核验。号码在运营商核验通过前不会开通。"
COME_AGAIN = "请凭本人证件原件于收到通知后再次到店，30日内有效。"
SLIP_TITLE = "《信息采集凭条（未核验，不作为入网凭证）》"
_NEVER = ("已受理", "已实名", "已核验", "已开通", "办理成功", "✓", "✔", "✅", "√")

# What each kind says, and what nobody may read on it once the sentences that may say it are
# taken out. White space is left out of both.
MUST = {
    FORM: (
        *("《入网实名登记单》", "申请号码", "申请SIM卡", "申请套餐", "登记单编号", "经办工号"),
        "填单时间",
    ),
    SLIP: (SLIP_TITLE, NOT_YET, "采集编号", "采集时间", "经办工号", "咨询方式"),
    ACCEPTANCE: ("《业务受理单》", "已受理", "回执编号", "3F2A91C077DE0B14", "受理时间"),
}
MUST_NOT = {
    FORM: (*_NEVER, "受理", "核验", "凭证", "成功"),
    SLIP: (*_NEVER, "受理", "核验通过", "入网凭证", "成功"),
    ACCEPTANCE: ("已实名", "已核验", "办理成功", "核验", "申请", "凭证", "套餐", "SIM"),
}
# What a form says instead where nothing is sold, or beside that, by its flow.
OF_FLOW = {
    UNIT_REGISTRATION: (
        *("《入网实名登记单》（单位/行业用户）", "单位名称", "统一社会信用代码", "用途员工使用"),
        *("号码功能语音、短信、上网", "号码数量200个", "已取得单位授权", "营业执照", "授权委托书"),
        *("经办人签名", "订单码：在本厅继续登记使用人", KNOWN_UNIT.credit_code),
    ),
    UNIT_USER: ("单位名称", "用途员工使用", "号码功能语音、短信、上网", "使用人签名"),
    UNIT_USER_LATER: (
        *("单位名称", "用途员工使用", "使用人未到场，号码未激活", "30日内须由使用人本人持证件原件"),
        "激活时请出示此码",
    ),
    UNIT_ACTIVATION: ("办理业务使用人激活", "登记号码", "使用人签名"),
    UNIT_INDUSTRY_SIM: ("单位名称", "用途远程抄表", "号码功能仅上网", "责任人对本卡的使用负责"),
    SPECIAL_DOCUMENT: (
        *("《入网实名登记单》（特殊证件，审核中）", "审核通过之前号码不会开通", "证件类型护照"),
        *("由运营商依证件影像登记", "办理原因外国人，无永久居留身份证", "已采集2张"),
    ),
}
_SELLS = ("申请号码", "申请SIM卡", "申请套餐")
ON_EVERY = ("FJ-0042", "DL-350100-0042", "350100-0042-261123-7A9C9E01", "E1024", "示例通信")

NAMES = (
    *("林样", "欧阳样本", "阿卜杜勒·样本·示例·样例甲乙"),
    *("㐂样", "𠮷样", "SAMPLE PERSON A"),
)
NUMBERS = {
    CardKind.RESIDENT: "110101190001010014",
    CardKind.HMT_RESIDENT: "810000190001010017",
    CardKind.FOREIGN_PR_2017: "SMP110190001015",
    CardKind.FOREIGN_PR_2023: "911156190001010011",
}
LONG_OUTLET = (
    "福州市台江区某某街道示例数码通讯器材经营部第二分店（火车站北广场地下一层商业街一百二十八号）"
)

# An identity number, whole or in its older and foreign forms.
BARE = re.compile(r"\d{17}[\dXx]|\d{15}|[A-Z]{3}\d{12}")


def signature(signed_sha256: bytes = FORM_SHA256) -> HandwrittenSignature:
    """A zigzag across the pad."""
    stroke = tuple(
        Point(500 + step * 300, 1000 + (step % 2) * 2000, step * 10) for step in range(30)
    )
    at = datetime(2026, 11, 23, 4, 4, tzinfo=UTC)
    return HandwrittenSignature((stroke,), 4000, Pen.PEN, signed_sha256, at)


def another_hand(signed_sha256: bytes = FORM_SHA256) -> HandwrittenSignature:
    """Who signs beside them: the same sweep, a little lower."""
    plain = signature(signed_sha256)
    lower = tuple(
        tuple(replace(point, y=point.y + 200) for point in stroke) for stroke in plain.strokes
    )
    return replace(plain, strokes=lower)


def paper(kind: PaperKind, **changes: object) -> Paper:
    """A complete paper of this kind."""
    plain = Paper(
        kind=kind,
        case_number="350100-0042-261123-7A9C9E01",
        brand="示例通信",
        outlet_name="示例手机店",
        outlet_code="350100-0042",
        sign_number="FJ-0042",
        agent_number="DL-350100-0042",
        clerk_number="E1024",
        qr_text="350100-0042-261123-7A9C9E01",
        document_kind=CardKind.RESIDENT,
        masked_name="林*",
        masked_id_number="1101**********0014",
        made_at=datetime(2026, 11, 23, 4, 5, 6, tzinfo=UTC),
        is_demo=False,
        phone_number="17055550188",
        masked_iccid="898600**********1234",
        offer_name="示例套餐",
        monthly_fee_fen=5905,
        where_to_ask="拨打客服热线 10000 或到自有营业厅",
    )
    if kind is FORM:
        plain = replace(plain, form_sha256=FORM_SHA256, handwritten_signature=signature())
    elif kind is SLIP:
        plain = replace(plain, qr_text=QR_TEXT)
    else:
        at = datetime(2026, 11, 23, 16, 9, 6, tzinfo=UTC)
        plain = replace(plain, decided_at=at, receipt_number="3F2A91C077DE0B14")
    return replace(plain, **changes)  # type: ignore[arg-type]


def agreement(kind: PaperKind, **changes: object) -> Paper:
    """A complete paper of a transfer: two people, and on what they sign both signatures."""
    gives = PaperPerson(
        PartyRole.PRESENT_OWNER,
        CardKind.HMT_RESIDENT,
        "陈*",
        "8100**********0021",
        signature() if kind is FORM else None,
    )
    plain: dict[str, object] = {"flow": TRANSFER.name, "others": (gives,)}
    plain |= {"masked_iccid": "", "offer_name": "", "monthly_fee_fen": 0}
    return paper(kind, **(plain | changes))


def of_minor(kind: PaperKind, **changes: object) -> Paper:
    """A complete paper of a minor's number: the guardian beside the owner."""
    guardian = PaperPerson(
        PartyRole.GUARDIAN,
        CardKind.RESIDENT,
        "林*",
        "1101**********0022",
        signature() if kind is FORM else None,
    )
    plain: dict[str, object] = {
        "flow": NEW_NUMBER_WITH_GUARDIAN.name,
        "others": (guardian,),
        "relation": Relation.MOTHER,
    }
    return paper(kind, **(plain | changes))


def of_unit(kind: PaperKind, **changes: object) -> Paper:
    """A complete paper of a unit and its handling agent: no number, no SIM, no offer."""
    plain: dict[str, object] = {
        "flow": UNIT_REGISTRATION.name,
        "unit": UnitAsked(KNOWN_UNIT, UnitUse.STAFF, 200),
        "documents": (
            (UnitDocumentType.BUSINESS_LICENCE, 1),
            (LetterType.AUTHORISATION_LETTER, 1),
        ),
        "resume_code": ORDER_TEXT,
        "phone_number": "",
        "masked_iccid": "",
        "offer_name": "",
        "monthly_fee_fen": 0,
    }
    return paper(kind, **(plain | changes))


def of_unit_user(kind: PaperKind, **changes: object) -> Paper:
    """A complete paper of one user of a unit's order."""
    code = read_order_code(ORDER_TEXT)
    assert code is not None
    plain: dict[str, object] = {
        "flow": UNIT_USER.name,
        "order": UnderOrder(code, KNOWN_UNIT.masked_name, UnitUse.STAFF),
    }
    return paper(kind, **(plain | changes))


def by_trustee(kind: PaperKind, **changes: object) -> Paper:
    """A complete paper of a number that a trustee has opened; nobody else signs it."""
    trustee = PaperPerson(
        PartyRole.TRUSTEE,
        CardKind.RESIDENT,
        "林*",
        "1101**********0022",
        signature() if kind is FORM else None,
    )
    plain: dict[str, object] = {
        "flow": NEW_NUMBER_BY_TRUSTEE.name,
        "others": (trustee,),
        "relation": Relation.CHILD,
        "documents": ((LetterType.AUTHORISATION_LETTER, 2),),
        "handwritten_signature": None,
    }
    return paper(kind, **(plain | changes))


def of_special(kind: PaperKind, **changes: object) -> Paper:
    """A complete paper of somebody whose document has no chip; nobody knows name or number."""
    plain: dict[str, object] = {
        "flow": SPECIAL_DOCUMENT.name,
        "document_kind": None,
        "masked_name": "*",
        "masked_id_number": "*",
        "documents": ((SpecialDocumentType.PASSPORT, 2),),
        "reason": SpecialReason.FOREIGNER_WITHOUT_PR,
    }
    return paper(kind, **(plain | changes))


def of_later_user(kind: PaperKind, **changes: object) -> Paper:
    """A number that waits for its user: nobody has signed, and its code activates it."""
    plain: dict[str, object] = {
        "flow": UNIT_USER_LATER.name,
        "handwritten_signature": None,
        "resume_code": QR_TEXT,
    }
    return of_unit_user(kind, **(plain | changes))


def of_activation(kind: PaperKind, **changes: object) -> Paper:
    """That user has come: the number is there already, and nothing is sold."""
    sold = {"masked_iccid": "", "offer_name": "", "monthly_fee_fen": 0}
    return paper(kind, **({"flow": UNIT_ACTIVATION.name, **sold} | changes))


def of_industry_sim(kind: PaperKind, **changes: object) -> Paper:
    """A number for a device, with the person who answers for it."""
    code = read_order_code(ORDER_TEXT)
    assert code is not None
    order = UnderOrder(code, KNOWN_UNIT.masked_name, UnitUse.METER)
    return paper(kind, **({"flow": UNIT_INDUSTRY_SIM.name, "order": order} | changes))


def of_flows() -> Iterator[Paper]:
    """Every paper of the flows of units and of documents without a chip, in every state."""
    for make, kind, is_demo, is_reprint in product(
        (of_unit, of_unit_user, of_later_user, of_activation, of_industry_sim, of_special),
        (FORM, ACCEPTANCE),
        (False, True),
        (False, True),
    ):
        yield make(kind, is_demo=is_demo, is_reprint=is_reprint)


def states() -> Iterator[Paper]:
    """Every kind in every state."""
    for kind, is_demo, is_reprint, completion, is_activated, has_choice in product(
        PaperKind, (False, True), (False, True), Completion, (False, True), (True, False)
    ):
        if is_activated and kind is not ACCEPTANCE:
            continue
        chosen = {} if has_choice else {"masked_iccid": "", "offer_name": "", "monthly_fee_fen": 0}
        if not has_choice and kind is not ACCEPTANCE:
            chosen["phone_number"] = ""
        yield paper(
            kind,
            is_demo=is_demo,
            is_reprint=is_reprint,
            completion=completion,
            is_activated=is_activated,
            **chosen,
        )


def people() -> Iterator[Paper]:
    """Every kind for every sort of customer."""
    for kind, name, (document, number) in product(PaperKind, NAMES, NUMBERS.items()):
        yield paper(
            kind,
            document_kind=document,
            masked_name=mask_name(name),
            masked_id_number=mask_id_number(number),
        )


def faults(shown: Paper, text: str) -> list[str]:
    """Say what is wrong with the words of a paper; white space does not count."""
    read = "".join(text.split())
    flow = FLOWS[shown.flow]
    must = [*MUST[shown.kind], *ON_EVERY]
    if shown.kind is FORM:
        must = [words for words in must if flow.sells or words not in _SELLS]
        must += OF_FLOW.get(flow, ())
    must += ["演示，无效"] * shown.is_demo + ["补打"] * shown.is_reprint
    must += [COME_AGAIN] * (shown.kind is SLIP and shown.completion is Completion.CUSTOMER_RETURNS)
    must += ["已开通"] * shown.is_activated
    must += [part for part in _values(shown) if part]
    rest = read.replace(SLIP_TITLE, "").replace(NOT_YET, "")
    never = [*MUST_NOT[shown.kind], *(["已开通"] * (not shown.is_activated))]
    never += [*_SELLS, "月费"] * (not flow.sells)
    never += [ORDER_TEXT, KNOWN_UNIT.credit_code] * (not flow.opens_order)
    never += ["演示", "无效"] * (not shown.is_demo) + ["补打"] * (not shown.is_reprint)
    never += [COME_AGAIN] * (shown.completion is not Completion.CUSTOMER_RETURNS)
    return [
        *(f"lacks {words}" for words in must if words not in read),
        *(f"says {words}" for words in never if words in rest),
        *(f"shows {found}" for found in BARE.findall(read)),
    ]


def _values(shown: Paper) -> tuple[str, ...]:
    number = shown.phone_number
    masks = (*shown.masked_name.split(), shown.masked_id_number)
    always = (*(() if FLOWS[shown.flow].reads_no_card else masks), number)
    if shown.kind is ACCEPTANCE:
        return (*always, "2026-11-2400:09:06")
    fee = "月费59.05元" if shown.offer_name else ""
    return (*always, shown.masked_iccid, shown.offer_name, fee, "2026-11-2312:05:06")
