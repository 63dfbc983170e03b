"""What the gateway's alarms say to whoever oversees an outlet: facts, and no verdicts yet."""

OF_ALARMS: dict[str, tuple[str, str]] = {
    "oversight.alarm_unknown": ("网关提示，代码 {code}", "An alarm of the gateway, code {code}"),
    "oversight.alarm_AUDIT_BROKEN": ("审计链不连续", "Entries that do not fit the audit chain"),
    "oversight.alarm_AUDIT_FORKED": ("审计链出现分叉", "Two audit chains of one device"),
    "oversight.alarm_AUDIT_HEAD_INVALID": (
        "审计链签名不对",
        "A head of the audit chain that is none",
    ),
    "oversight.alarm_AUDIT_WITHHELD": ("审计记录迟迟不交", "Audit entries that do not come"),
    "oversight.alarm_CAPTURED_AFTER_REVOCATION": (
        "设备停用后仍在采集",
        "Captured after the device was revoked",
    ),
    "oversight.alarm_CARD_NOT_BELIEVED": (
        "读到的卡不被认可",
        "A card that the decoder does not believe",
    ),
    "oversight.alarm_CASE_USED": ("同一业务用了两次", "One case used twice"),
    "oversight.alarm_CERTIFICATE_MISMATCH": (
        "转交了别处采集的登记",
        "Forwarded what was captured elsewhere",
    ),
    "oversight.alarm_COUNTER_GAP": ("读卡计数有缺口", "Numbers missing in the count of reads"),
    "oversight.alarm_DOC_INVALIDATED": (
        "有人出示已失效的证件",
        "A document that was invalidated was shown",
    ),
    "oversight.alarm_FACE_DIFFERENT": ("人证不是同一人", "Somebody else's face before the card"),
    "oversight.alarm_FRAME_INVALID": ("证件数据不合格式", "Card data that is none"),
    "oversight.alarm_IDEMPOTENCY_CONFLICT": (
        "同一编号内容不同",
        "One number, two contents",
    ),
    "oversight.alarm_IDENTITY_MISMATCH": ("前后不是同一人", "Not the person of before"),
    "oversight.alarm_IMPOSSIBLE_SPEED": ("办理快得不可能", "Faster than anybody can work"),
    "oversight.alarm_LIVENESS_FAILED": ("活体检测未通过", "No living face before the camera"),
    "oversight.alarm_NUMBER_TWICE": ("一个号码两次登记", "One number registered twice"),
    "oversight.alarm_OUTBOX_STALLED": ("设备提交停滞过", "A device's queue stood still"),
    "oversight.alarm_OWNER_DIFFERENT": (
        "有人要换别人号码的卡",
        "A new SIM was wanted for another's number",
    ),
    "oversight.alarm_PERSON_TWICE": (
        "同一人用两个工号",
        "One person works under two work ids",
    ),
    "oversight.alarm_PHOTO_ALIKE": (
        "照片与另一单极像",
        "A live photo very like another case's",
    ),
    "oversight.alarm_RECEIPT_INVALID": ("出示了假回执", "A receipt that the gateway did not sign"),
    "oversight.alarm_SIGNATURE_INVALID": ("设备签名不对", "A signature that is not the device's"),
    "oversight.alarm_SIGN_MISSING": (
        "未核对统一标识就办理",
        "Registered without the sign's check",
    ),
    "oversight.alarm_SIGN_REFUSED": (
        "统一标识没有通过核对",
        "A sign that failed its check",
    ),
    "oversight.alarm_TOO_MANY_CLERK": ("一个工号短时过多", "Too many at once by one work id"),
    "oversight.alarm_TOO_MANY_DEVICE": ("一台设备短时过多", "Too many at once on one device"),
    "oversight.alarm_TOO_MANY_OUTLET": ("本网点短时过多", "Too many at once at the outlet"),
    "oversight.alarm_TOO_MANY_PERSON": ("一个人短时过多", "Too many at once by one person"),
    "oversight.alarm_TOO_MANY_READER": ("一台读卡器短时过多", "Too many at once on one reader"),
    "oversight.alarm_TWO_CARDS_READER": (
        "一台读卡器同时两张卡",
        "Two cards on one reader at once",
    ),
    "oversight.alarm_TWO_DEVICES_CLERK": (
        "一个工号同时在两台设备",
        "One work id on two devices at once",
    ),
    "oversight.alarm_TWO_DEVICES_READER": (
        "一台读卡器同时在两台设备",
        "One reader on two devices at once",
    ),
    "oversight.alarm_TWO_OUTLETS_CLERK": (
        "一个工号同时在两个网点",
        "One work id at two outlets at once",
    ),
    "oversight.alarm_TWO_OUTLETS_PERSON": (
        "一个人同时在两个网点",
        "One person at two outlets at once",
    ),
    "oversight.alarm_TWO_OUTLETS_READER": (
        "一台读卡器同时在两个网点",
        "One reader at two outlets at once",
    ),
    "oversight.alarm_WORK_ID_FROZEN": ("工号被冻结", "A work id was frozen"),
    "oversight.alarm_WORK_ID_SUSPECT": (
        "工号使用可疑",
        "A work id that looks lent",
    ),
}
