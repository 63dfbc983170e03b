"""The result codes that the rules know, with what each has to lead to; written down by hand.

Nothing here is taken from the program: whoever changes a consequence has to change it twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_client.domain.outcome import Outcome
from pos_client.domain.verdict import Check

__all__ = ["EVIDENCE", "NEUTRAL", "VERDICTS", "EvidenceRow", "VerdictRow"]

ID, FACE, QUOTA = Check.ONLINE_VERIFICATION, Check.FACE_MATCH, Check.QUOTA
NEUTRAL = ("RISK_REVIEW", "RISK_DENY", "PUNISHED_LIMITED", "BLACKLISTED")


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One code of a check.

    Attributes:
        at_agent, at_hall: `next`, `review`, `ends` or `captured`, when no photo is left.
        word: what stands on the tile.
        asks_photo: whether another photo is asked for while the policy allows one.
        advice: the next step where the case ends.
    """

    code: str
    check: Check
    word: str
    at_agent: str
    at_hall: str
    advice: str = ""
    asks_photo: bool = False


_NEUTRAL_WORD = "现在不能办理"
VERDICTS = (
    VerdictRow("ID_MATCH", ID, "一致", "next", "next"),
    VerdictRow("ID_MISMATCH", ID, "不一致", "ends", "ends", "once_more"),
    VerdictRow("ID_NOT_FOUND", ID, "库中无此号", "ends", "ends", "police"),
    VerdictRow("ID_NO_PHOTO", ID, "库中无照片", "ends", "review", "own_hall"),
    VerdictRow("DOC_INVALIDATED", ID, "证件失效/挂失", "ends", "ends", "renew"),
    VerdictRow("DOC_EXPIRED", ID, "证件过期", "ends", "ends", "renew"),
    VerdictRow("CARD_INVALID", ID, "证件数据异常", "ends", "ends", "other_reader"),
    VerdictRow("FACE_SAME", FACE, "同一人", "next", "next"),
    VerdictRow("FACE_UNSURE", FACE, "不能确定", "ends", "review", "own_hall", asks_photo=True),
    VerdictRow("FACE_DIFFERENT", FACE, "非同一人", "ends", "ends", "stop"),
    VerdictRow("COOLING_OFF", ID, "暂停核验", "ends", "ends", "cooling_off"),
    VerdictRow("FACE_REFUSED", FACE, "拒绝人像比对", "ends", "review", "own_hall"),
    VerdictRow("FACE_QUALITY", FACE, "图片不合格", "ends", "ends", "anew", asks_photo=True),
    VerdictRow("LIVENESS_FAILED", FACE, "活体未通过", "ends", "ends", "check", asks_photo=True),
    VerdictRow("QUOTA_OK", QUOTA, "未超限", "next", "next"),
    VerdictRow("QUOTA_REVIEW", QUOTA, "第 2 个号码·待复核", "review", "review"),
    VerdictRow("QUOTA_FULL", QUOTA, "已达上限", "ends", "ends", "numbers"),
    VerdictRow("RISK_REVIEW", ID, _NEUTRAL_WORD, "ends", "ends", "appeal"),
    VerdictRow("RISK_DENY", ID, _NEUTRAL_WORD, "ends", "ends", "appeal"),
    VerdictRow("PUNISHED_LIMITED", QUOTA, _NEUTRAL_WORD, "ends", "ends", "appeal"),
    VerdictRow("BLACKLISTED", ID, _NEUTRAL_WORD, "ends", "ends", "appeal"),
    VerdictRow("ARREARS", QUOTA, "欠费", "ends", "ends", "arrears"),
    VerdictRow("UNDER_AGE", ID, "未达年龄", "ends", "ends", "too_young"),
    VerdictRow("SERVICE_UNAVAILABLE", ID, "无法判定", "captured", "captured"),
    VerdictRow("NOBODY_KNOWS_THIS", ID, "未通过", "ends", "ends", "carrier"),
)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One code that comes with a receipt; the advice stands where it is a rejection."""

    code: str
    outcomes: tuple[Outcome, ...]
    advice: str = "carrier"


_REJECTED, _REVIEW = (Outcome.REJECTED,), (Outcome.UNDER_REVIEW,)
EVIDENCE = (
    EvidenceRow("SIGNATURE_INVALID", _REJECTED),
    EvidenceRow("FRAME_INVALID", _REJECTED, "anew"),
    EvidenceRow("IDENTITY_MISMATCH", _REJECTED, "anew"),
    EvidenceRow("CAPTURED_AFTER_REVOCATION", _REVIEW),
    EvidenceRow("LEVEL_TOO_LOW", _REVIEW + _REJECTED),
    EvidenceRow("CHALLENGE_UNKNOWN", _REJECTED, "anew"),
    EvidenceRow("CHALLENGE_USED", _REJECTED, "anew"),
    EvidenceRow("CHALLENGE_EXPIRED", _REJECTED, "anew"),
    EvidenceRow("EVIDENCE_USED", _REJECTED, "anew"),
    EvidenceRow("READ_EXPIRED", _REJECTED, "anew"),
    EvidenceRow("COUNTER_GAP", _REVIEW),
    EvidenceRow("READER_NOT_TRUSTED", _REJECTED, "other_reader"),
    EvidenceRow("READER_SIMULATED", _REJECTED, "other_reader"),
    EvidenceRow("CLERK_NOT_ENTITLED", _REVIEW + _REJECTED, "another_clerk"),
    EvidenceRow("AGENT_NOT_COMMISSIONED", _REJECTED),
    EvidenceRow("OUTLET_CLOSED", _REJECTED),
    EvidenceRow("VELOCITY_EXCEEDED", _REVIEW + _REJECTED, "later"),
    EvidenceRow("GEO_DENIED", _REVIEW + _REJECTED, "area"),
    EvidenceRow("LOCATION_UNKNOWN", _REVIEW),
    EvidenceRow("OFFLINE_WINDOW_EXCEEDED", _REVIEW + _REJECTED, "anew"),
    EvidenceRow("EXPIRED", _REJECTED, "anew"),
    # What a check says of somebody captured offline comes with the receipt, too.
    EvidenceRow("ID_MISMATCH", _REJECTED, "once_more"),
    EvidenceRow("ID_NOT_FOUND", _REJECTED, "police"),
    EvidenceRow("ID_NO_PHOTO", _REVIEW),
    EvidenceRow("DOC_INVALIDATED", _REJECTED, "renew"),
    EvidenceRow("DOC_EXPIRED", _REJECTED, "renew"),
    EvidenceRow("FACE_UNSURE", _REVIEW),
    EvidenceRow("FACE_DIFFERENT", _REJECTED, "stop"),
    EvidenceRow("FACE_REFUSED", _REVIEW),
    EvidenceRow("FACE_QUALITY", _REVIEW + _REJECTED, "anew"),
    EvidenceRow("LIVENESS_FAILED", _REJECTED, "check"),
    EvidenceRow("QUOTA_REVIEW", _REVIEW),
    EvidenceRow("QUOTA_FULL", _REJECTED, "numbers"),
    EvidenceRow("RISK_REVIEW", _REVIEW + _REJECTED, "appeal"),
    EvidenceRow("RISK_DENY", _REJECTED, "appeal"),
    EvidenceRow("PUNISHED_LIMITED", _REJECTED, "appeal"),
    EvidenceRow("BLACKLISTED", _REJECTED, "appeal"),
    EvidenceRow("ARREARS", _REJECTED, "arrears"),
    EvidenceRow("UNDER_AGE", _REJECTED, "too_young"),
)
