"""Why the gateway lets a clerk, a device or its record not in at all."""

OF_DOOR: dict[str, tuple[str, str]] = {
    "verdicts.why_WORK_ID_FROZEN": ("这个工号已被冻结。", "This work id is frozen."),
    "verdicts.why_LOG_IN_REFUSED": ("工号或密码不对。", "Unknown work id or wrong password."),
    "verdicts.why_CODE_REFUSED": (
        "一次性注册码不能使用。",
        "The one-time code is not accepted.",
    ),
    "verdicts.why_CERTIFICATE_MISSING": (
        "核验平台没有收到本终端的证书。",
        "The gateway has not received this device's certificate.",
    ),
    "verdicts.why_DEVICE_UNKNOWN": (
        "核验平台不认识本终端。",
        "The gateway does not know this device.",
    ),
    "verdicts.why_DEVICE_REVOKED": ("本终端已被停用。", "This device was revoked."),
    "verdicts.why_DEVICE_DRAIN_ONLY": (
        "本终端只能提交，不能办理新业务。",
        "This device may only submit, and begin nothing new.",
    ),
    "verdicts.why_OUTLET_UNKNOWN": (
        "登记所属的网点与本终端的网点不符。",
        "The record is of another outlet than this device.",
    ),
    "verdicts.why_AUDIT_HEAD_REFUSED": (
        "审计链没有通过核对。",
        "The audit chain failed its check.",
    ),
}
