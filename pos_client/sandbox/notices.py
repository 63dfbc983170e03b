"""The texts and offers of the invented carrier: what a customer is told, and what they may buy."""

from __future__ import annotations

from typing import Final

from pos_client.domain.consent import Notice, Notices
from pos_client.domain.offer import Offer
from pos_client.domain.risk_notice import RiskNotice

__all__ = ["NOTICES", "OFFERS", "RISK_NOTICE"]

RISK_NOTICE: Final = RiskNotice(
    "2026-1",
    (
        "您名下的这个号码被识别为涉诈高风险号码，须由本人到自有营业厅再次核验身份。",
        "电话卡仅限本人使用。转卖、出租、出借电话卡的，须承担法律责任，名下号码可能停用。",
        "号码由他人使用、来历不明，或不是您本人办理的，请当场向工作人员说明。",
    ),
)
"""风险告知书 of the invented carrier."""

_PRIVACY = Notice(
    id="privacy",
    title_zh="个人信息处理与实名登记",
    title_en="Personal data and real-name registration",
    text_zh=(
        "办理入网须实名登记。我们读取您身份证件芯片中的信息，现场拍照，并保存您的签名，"
        "仅用于核验身份、登记入网和依法留存，不用于营销。信息加密后直接送交运营商，"
        "本店电脑不留存证件内容。您可以向运营商查询、更正自己的登记信息，"
        "或在销户后要求依法删除。不同意本项，则无法办理入网。"
    ),
    text_en=(
        "A number is registered in its holder's real name. We read the chip of your identity "
        "document, take a photo of you here and keep your signature, only to verify who you are, "
        "to register the number and to keep the records that the law asks for; nothing of it "
        "serves advertising. It is encrypted and goes straight to the carrier; this shop's "
        "computer keeps nothing of your document. You may ask the carrier to show or correct your "
        "registration, and to delete it by law once the number is closed. Without this consent no "
        "number can be registered."
    ),
)

_NO_RESALE = Notice(
    id="no_resale",
    title_zh="不得转卖、出租、出借",
    title_en="No resale, rental or lending",
    text_zh=(
        "电话卡仅供您本人使用。转卖、出租、出借电话卡，或代他人开卡，都是违法行为；"
        "卡一旦被用于诈骗，您可能承担法律责任，名下号码可能被停用，并在一段时间内不能再办新卡。"
        "如有人出钱请您开卡或收购您的卡，请拒绝并拨打110。"
    ),
    text_en=(
        "The SIM is for your own use. Selling, renting out or lending it, or registering one for "
        "somebody else, is against the law. If it is used for fraud you may be held liable, your "
        "numbers may be suspended, and you may get no new one for some time. If anybody offers "
        "you money for a SIM in your name, refuse and call 110."
    ),
)

_FACE = Notice(
    id="face",
    title_zh="人脸比对（单独同意）",
    title_en="Face matching (separate consent)",
    text_zh=(
        "为确认证件是您本人的，我们把现场照片与证件芯片中的照片作一次人脸比对。"
        "人脸信息是敏感个人信息，比对只为本次核验，只保留比对结论。"
        "您可以不同意本项，改由营业厅人员人工核对，其他办理不受影响。"
    ),
    text_en=(
        "To make sure that the document is yours, the photo taken here is compared once with the "
        "photo in the document's chip. A face is sensitive personal data: the comparison serves "
        "this verification alone, and only its result is kept. You may decline; then people of "
        "the carrier's own hall compare you with your document, and nothing else changes for you."
    ),
    may_be_declined=True,
)

_MINOR = Notice(
    id="minor",
    title_zh="未成年人须知",
    title_en="For customers under eighteen",
    text_zh=(
        "您未满十八周岁。请确认监护人知道并同意您办理本号码，并请与监护人一起阅读以上内容。"
        "如发现有人诱导您转借或出售电话卡，请马上告诉监护人和运营商。"
    ),
    text_en=(
        "You are under eighteen. Please confirm that your guardian knows of this number and "
        "agrees, and read the above together with them. If anybody wants to borrow or buy your "
        "SIM, tell your guardian and the carrier at once."
    ),
    for_ages_below=18,
)

NOTICES: Final = Notices("2026-11", (_PRIVACY, _NO_RESALE, _FACE, _MINOR))

OFFERS: Final = (
    Offer(
        code="SL-08",
        name_zh="示例轻享8元",
        name_en="Sample Light 8",
        summary_zh="每月1GB流量，通话每分钟0.10元",
        summary_en="1 GB a month, calls at 0.10 CNY a minute",
        monthly_fee_fen=800,
    ),
    Offer(
        code="SL-39",
        name_zh="示例日常39元",
        name_en="Sample Daily 39",
        summary_zh="每月20GB流量，含200分钟通话",
        summary_en="20 GB and 200 minutes a month",
        monthly_fee_fen=3900,
    ),
    Offer(
        code="SL-99",
        name_zh="示例畅用99元",
        name_en="Sample Plenty 99",
        summary_zh="每月80GB流量，含1000分钟通话",
        summary_en="80 GB and 1000 minutes a month",
        monthly_fee_fen=9900,
    ),
)
