"""What the gateway's codes say: one check's verdict, and why a case or registration ended.

Where the rules forbid naming the reason the sentence is neutral and the code is not shown.
"""

from ui.i18n.acting_verdicts import OF_ACTING
from ui.i18n.door_verdicts import OF_DOOR
from ui.i18n.inspection_verdicts import OF_INSPECTION
from ui.i18n.number_verdicts import OF_NUMBERS
from ui.i18n.port_in import OF_VERDICTS
from ui.i18n.reviews import OF_VERDICTS as OF_REVIEWS
from ui.i18n.stock_verdicts import OF_STOCK
from ui.i18n.units import OF_VERDICTS as OF_UNITS

_NEUTRAL = (
    "现在不能办理这一单。",
    "This cannot be completed now.",
)
_TWO_CONTENTS = (
    "同一编号出现了不同内容，已隔离。",
    "One id with two contents: put aside.",
)

SENTENCES: dict[str, tuple[str, str]] = {
    **OF_NUMBERS,
    **OF_ACTING,
    **OF_DOOR,
    **OF_VERDICTS,
    **OF_REVIEWS,
    **OF_UNITS,
    "verdicts.check_ONLINE_VERIFICATION": ("联网核验", "Online verification"),
    "verdicts.check_FACE_MATCH": ("人像比对", "Face match"),
    "verdicts.check_QUOTA": ("一证多卡", "Numbers per ID"),
    "verdicts.check_SAME_CUSTOMER": ("同一客户", "Same customer"),
    "verdicts.check_PROOF_OF_USE": ("使用证明", "Proof of use"),
    "verdicts.check_OWNER": ("号码归属", "Number's owner"),
    "verdicts.tile": ("{check}：{word}", "{check}: {word}"),
    "verdicts.asking": ("核对中…", "checking…"),
    "verdicts.captured": ("未核验", "not verified"),
    "verdicts.word_reviewed": ("{word}·已复核", "{word}, reviewed"),
    # One word on a tile
    "verdicts.word_ID_MATCH": ("一致", "match"),
    "verdicts.word_ID_MISMATCH": ("不一致", "mismatch"),
    "verdicts.word_ID_NOT_FOUND": ("库中无此号", "not found"),
    "verdicts.word_ID_NO_PHOTO": ("库中无照片", "no photo in register"),
    "verdicts.word_DOC_INVALIDATED": ("证件失效/挂失", "card invalidated"),
    "verdicts.word_DOC_EXPIRED": ("证件过期", "card expired"),
    "verdicts.word_CARD_INVALID": ("证件数据异常", "card data faulty"),
    "verdicts.word_CARD_UNREADABLE": ("证件芯片无法读取", "chip unreadable"),
    "verdicts.word_FACE_SAME": ("同一人", "same person"),
    "verdicts.word_FACE_UNSURE": ("不能确定", "uncertain"),
    "verdicts.word_FACE_DIFFERENT": ("非同一人", "another person"),
    "verdicts.word_FACE_REFUSED": ("拒绝人像比对", "face match refused"),
    "verdicts.word_FACE_QUALITY": ("图片不合格", "picture unfit"),
    "verdicts.word_LIVENESS_FAILED": ("活体未通过", "liveness failed"),
    "verdicts.word_QUOTA_OK": ("未超限", "within the limit"),
    "verdicts.word_QUOTA_REVIEW": ("一证多卡复核", "review of many cards"),
    "verdicts.word_QUOTA_FULL": ("已达上限", "limit reached"),
    "verdicts.word_ARREARS": ("欠费", "arrears"),
    "verdicts.word_UNDER_AGE": ("未达年龄", "under age"),
    "verdicts.word_UNDER_AGE_GUARDIAN": ("须监护人陪同", "guardian needed"),
    "verdicts.word_CUSTOMER_SAME": ("本人到店", "same person"),
    "verdicts.word_IDENTITY_MISMATCH": ("不是同一人", "another person"),
    "verdicts.word_SERVICE_UNAVAILABLE": ("无法判定", "no answer"),
    "verdicts.word_neutral": ("现在不能办理", "not possible now"),
    "verdicts.word_unknown": ("未通过", "not passed"),
    # Why it ended: what happened
    "verdicts.why_ID_MISMATCH": (
        "证件信息与人口信息库不一致。",
        "The card differs from the population register.",
    ),
    "verdicts.why_ID_NOT_FOUND": (
        "人口信息库中没有这个号码。",
        "The population register does not know this number.",
    ),
    "verdicts.why_ID_NO_PHOTO": (
        "人口信息库中没有照片，需要复核。",
        "The register has no photo; this needs a review.",
    ),
    "verdicts.why_DOC_INVALIDATED": (
        "证件已失效或已挂失。",
        "The card was invalidated or reported lost.",
    ),
    "verdicts.why_DOC_EXPIRED": ("证件已过有效期限。", "The card has expired."),
    "verdicts.why_CARD_INVALID": ("证件数据异常。", "The card's data is faulty."),
    "verdicts.why_CARD_UNREADABLE": ("证件芯片无法读取。", "The card's chip cannot be read."),
    "verdicts.why_FACE_UNSURE": ("人像比对不能确定。", "The face match is uncertain."),
    "verdicts.why_FACE_DIFFERENT": ("人像比对为非同一人。", "The face match says another person."),
    "verdicts.why_FACE_REFUSED": ("客户拒绝人像比对。", "The customer refused the face match."),
    "verdicts.why_FACE_QUALITY": ("现场照片不合格。", "The live photo is unfit."),
    "verdicts.why_LIVENESS_FAILED": ("活体检测未通过。", "The liveness check failed."),
    "verdicts.why_QUOTA_REVIEW": (
        "名下已有号码，需要复核。",
        "The customer has numbers already; this needs a review.",
    ),
    "verdicts.why_QUOTA_FULL": (
        "名下号码已达上限。",
        "The customer's limit of numbers is reached.",
    ),
    "verdicts.why_ARREARS": ("名下号码有欠费。", "The customer's numbers are in arrears."),
    "verdicts.why_UNDER_AGE": ("客户未达办理年龄。", "The customer is too young for this flow."),
    "verdicts.why_UNDER_AGE_GUARDIAN": (
        "客户未成年，须由监护人陪同到自有营业厅办理。",
        "The customer is a minor; a guardian has to come along to an own hall.",
    ),
    "verdicts.why_CONSENT_MISSING": (
        "登记中没有客户对告知事项的同意，或不是现行版本。",
        "The record lacks the customer's consent to the notices in force.",
    ),
    "verdicts.why_CAMERA_SIMULATED": (
        "虚拟或模拟摄像头的照片不能使用。",
        "A photo of a virtual or simulated camera cannot be used.",
    ),
    "verdicts.why_PHOTO_USED": (
        "这张照片已经用过。",
        "This photo was used before.",
    ),
    "verdicts.why_PHOTO_ALIKE": (
        "这张照片与另一单的照片极为相似，需要复核。",
        "This photo is very like that of another case; this needs a review.",
    ),
    "verdicts.why_PHOTO_INVALID": (
        "照片不能读取，或不属于这一单。",
        "The photo is unreadable, or belongs to another case.",
    ),
    "verdicts.why_PHOTO_ATTEMPTS": (
        "拍照次数已用完。",
        "No more photos may be taken for this case.",
    ),
    "verdicts.why_OFFER_UNKNOWN": (
        "所选套餐不在运营商的签名清单中。",
        "The offer is not on the carrier's signed list.",
    ),
    "verdicts.why_SIM_USED": (
        "这张 SIM 卡已经用过。",
        "This SIM was used before.",
    ),
    **OF_STOCK,
    **OF_INSPECTION,
    "verdicts.why_SIM_INVALID": (
        "这张 SIM 卡不是本运营商的卡，或卡号无效。",
        "This SIM is not the carrier's, or its number is invalid.",
    ),
    "verdicts.why_FORM_NOT_SIGNED": (
        "登记单没有客户签名，或签名不属于这张登记单。",
        "The form is not signed, or the signature belongs to another form.",
    ),
    "verdicts.why_CONTACT_INVALID": (
        "联系电话不是手机号码。",
        "The contact number is no mobile number.",
    ),
    "verdicts.why_ONLINE_ONLY": (
        "这项业务只能联网办理。",
        "This flow is only possible online.",
    ),
    "verdicts.why_REVIEW_REFUSED": (
        "复核人没有同意。",
        "The supervisor refused.",
    ),
    "verdicts.why_REVIEW_MISSING": (
        "这一单需要复核，而没有有效的复核结论。",
        "This case needs a review, and has no valid one.",
    ),
    "verdicts.why_RETURN_UNKNOWN": (
        "核验平台不认识这张凭条。",
        "The gateway does not know this slip.",
    ),
    "verdicts.why_RETURN_TOO_EARLY": (
        "这张凭条的登记还没有送到核验平台。",
        "This slip's record has not reached the gateway yet.",
    ),
    "verdicts.why_RETURN_EXPIRED": (
        "这张凭条已经过期。",
        "This slip has expired.",
    ),
    "verdicts.why_RETURN_COMPLETED": (
        "这张凭条的业务已经办完。",
        "This slip's case is completed already.",
    ),
    "verdicts.why_SERVICE_UNAVAILABLE": (
        "核验平台没有给出结论。",
        "The gateway gave no verdict.",
    ),
    "verdicts.why_EXPIRED": (
        "客户逾期未到店，本单已作废，没有为客户保留任何号码。",
        "The customer did not return in time: the case is over, and nothing is kept reserved.",
    ),
    "verdicts.why_EXPIRED_re_registration": (
        "客户逾期未到店，本单已作废，该号码的状态没有变化。",
        "The customer did not return in time: the case is over, and the number is as it was.",
    ),
    "verdicts.why_neutral": _NEUTRAL,
    "verdicts.why_unknown": (
        "核验平台给出了本程序不认识的代码，按未通过处理。",
        "The gateway answered with a code this program does not know; that is never a pass.",
    ),
    "verdicts.why_VISUAL_CHECK_REFUSED": (
        "人证不一致，办理已结束。",
        "Person and card differ; the case has ended.",
    ),
    "verdicts.why_CERTIFICATE_MISMATCH": (
        "这一单的采集终端不属于提交它的网点，核验平台没有接收。须由采集终端所属的网点提交。",
        "It was captured by a device of another outlet; that outlet has to submit it.",
    ),
    "verdicts.why_SIGNATURE_INVALID": ("登记的签名无效。", "The record's signature is invalid."),
    "verdicts.why_FRAME_INVALID": ("读证数据无法解析。", "The card data cannot be parsed."),
    "verdicts.why_IDENTITY_MISMATCH": (
        "两次读证或登记内容不一致。",
        "Reads and record do not agree.",
    ),
    "verdicts.why_CAPTURED_AFTER_REVOCATION": (
        "采集时终端可能已停用，需要复核。",
        "The device may have been revoked when this was captured; it needs a review.",
    ),
    "verdicts.why_LEVEL_TOO_LOW": (
        "读证的凭据等级低于本网点这类业务的要求。",
        "The read's evidence level is below what this flow needs at this outlet.",
    ),
    "verdicts.why_CHALLENGE_UNKNOWN": ("挑战值不被认可。", "The challenge is unknown."),
    "verdicts.why_CHALLENGE_USED": ("挑战值已使用过。", "The challenge was used before."),
    "verdicts.why_CHALLENGE_EXPIRED": ("挑战值已过期。", "The challenge has expired."),
    "verdicts.why_CASE_USED": ("此单已有结果。", "This case has been decided already."),
    "verdicts.why_EVIDENCE_USED": ("读证凭据已使用过。", "The evidence was used before."),
    "verdicts.why_READ_EXPIRED": ("读证时间过久。", "The read was too old."),
    "verdicts.why_COUNTER_GAP": ("读证序号不连续，需要复核。", "A read number is missing."),
    "verdicts.why_READER_NOT_TRUSTED": (
        "这台读卡器没有在本网点登记。",
        "This reader is not registered for this outlet.",
    ),
    "verdicts.why_READER_SINCE_LOG_IN": (
        "这台读卡器是在本次登录之后登记的，本次登录不能使用它。",
        "This reader was registered after this log-in, which does not cover it.",
    ),
    "verdicts.why_ROLE_REFUSED": (
        "这个工号不能为客户办理登记。",
        "This work id may not register customers.",
    ),
    "verdicts.why_READER_SIMULATED": (
        "模拟读卡器只能用于演示。",
        "A simulated reader is for demonstrations only.",
    ),
    "verdicts.why_CLERK_NOT_ENTITLED": (
        "营业员当时没有办理权限。",
        "The clerk was not entitled at that time.",
    ),
    "verdicts.why_AGENT_NOT_COMMISSIONED": (
        "网点当时不在委托有效期内。",
        "The outlet had no valid commission at that time.",
    ),
    "verdicts.why_OUTLET_CLOSED": ("网点已停止办理。", "The outlet is closed."),
    "verdicts.why_VELOCITY_EXCEEDED": ("办理过于频繁。", "Too many cases in a short time."),
    "verdicts.why_GEO_DENIED": ("办理地点超出范围。", "Outside the permitted area."),
    "verdicts.why_LOCATION_UNKNOWN": (
        "办理地点未知，需要复核。",
        "The place is unknown; this needs a review.",
    ),
    "verdicts.why_OFFLINE_WINDOW_EXCEEDED": (
        "离线采集超出了规定范围。",
        "Captured outside the offline limits.",
    ),
    "verdicts.why_IDEMPOTENCY_CONFLICT": _TWO_CONTENTS,
    "verdicts.why_VERDICT_INVALID": (
        "登记中的核验结论无效，或不属于这一单。",
        "A verdict in the record is invalid, or belongs to another case.",
    ),
    "verdicts.why_NUMBER_NOT_HELD": (
        "号码没有为这一单预占，或预占已到期。",
        "The number was not held for this case, or its hold had ended.",
    ),
    "verdicts.why_CUSTOMER_RETURNS": (
        "离线采集的登记，须客户再次到店才能完成。",
        "Captured offline: it is completed when the customer comes again.",
    ),
    # Why a request was not taken
    "verdicts.why_ENVELOPE_UNREADABLE": (
        "核验平台不能读取这一单的信封。",
        "The gateway cannot read this record's envelope.",
    ),
    "verdicts.why_ENVELOPE_DAMAGED": (
        "这一单的信封在本机已损坏，没有发送。",
        "This record's envelope is damaged here; it was not sent.",
    ),
    "verdicts.why_PUT_ASIDE": ("有人将这一单暂不提交。", "Somebody has put this one aside."),
    "verdicts.why_GATEWAY_FORGOT": (
        "核验平台恢复后没有这一单，正凭原回执重新提交。",
        "The restored gateway lost this one; it is sent again with its first receipt.",
    ),
    "verdicts.why_PREDECESSOR_REJECTED": (
        "同一客户先前的一单未通过，这一单因此暂停。",
        "An earlier one of the same customer was rejected, so this one waits.",
    ),
    "verdicts.why_ID_REUSED": _TWO_CONTENTS,
    "verdicts.why_REQUEST_UNREADABLE": (
        "核验平台不能读取这一请求。",
        "The gateway cannot read this request.",
    ),
    "verdicts.why_REQUEST_TOO_LARGE": (
        "这一单太大，核验平台没有接收。",
        "This record is too large for the gateway.",
    ),
    "verdicts.why_REGISTRATION_UNKNOWN": (
        "核验平台没有收到过这一单。",
        "The gateway has never received this record.",
    ),
    "verdicts.why_NUMBER_TAKEN": ("号码刚被别人选走。", "The number was just taken."),
    "verdicts.why_DECODING_REFUSED": (
        "解码服务不认可这张证件、这台读卡器，或这次读证的挑战值。",
        "The decoder does not accept this card, this reader, or the challenge of this read.",
    ),
    "verdicts.why_DECODING_UNKNOWN": (
        "这次联网读证已经过时。",
        "This read by the decoder is over.",
    ),
    "verdicts.why_IN_PROGRESS": (
        "核验平台正在处理这一单。",
        "The gateway is working on this record.",
    ),
    "verdicts.why_TOO_MANY_REQUESTS": ("核验平台正忙。", "The gateway is busy."),
    "verdicts.why_TOO_MANY_TRIES": ("密码试错次数过多。", "Too many wrong passwords."),
    "verdicts.why_UNAVAILABLE": ("核验平台暂不可用。", "The gateway is not available now."),
    "verdicts.why_SESSION_UNKNOWN": ("这次登录已经失效。", "This log-in has ended."),
    "verdicts.why_HTTP": (
        "核验平台没有接收这一单，也没有说明原因（状态 {status}）。",
        "The gateway did not take this record and gave no reason (status {status}).",
    ),
}
