"""What goes wrong with a self-inspection, and what an overdue one stops."""

INSPECTION_ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "B-650": (
        (
            "{month} 的网点自查逾期没有签署，暂停办理新号码。",
            "The self-inspection of {month} is overdue, so no new number begins here.",
        ),
        (
            "其他业务照常办理，待提交的登记照常提交。",
            "All other business goes on, and what is pending is sent as usual.",
        ),
        (
            "请按 Ctrl+I 完成自查，由负责人签署。",
            "Do the self-inspection (Ctrl+I) and let the responsible person sign it.",
        ),
    ),
    "B-651": (
        ("运营商平台没有接受自查：{reason}", "The gateway does not take it: {reason}"),
        (
            "填写的内容还在本机，登记不受影响。",
            "What was answered is kept; so is everything saved.",
        ),
        (
            "请重新打开网点自查页面；仍不接受的，请联系运营商。",
            "Open the page of the self-inspection again; if it persists, ask the carrier.",
        ),
    ),
    "B-652": (
        ("自查还有 {count} 项没有填写。", "{count} items or cases have no answer yet."),
        ("已填写的内容都已保存。", "What was answered is kept."),
        ("请用 PgUp、PgDn 找到未填的项目并填写。", "Find them with PgUp and PgDn and answer them."),
    ),
}

OF_INSPECTION: dict[str, tuple[str, str]] = {
    "verdicts.why_INSPECTION_TOO_EARLY": (
        "这个月还不能自查，或者还有更早的月份没有签署。",
        "This month cannot be inspected yet, or an earlier one is not signed.",
    ),
    "verdicts.why_INSPECTION_REFUSED": (
        "自查表不完整，与抽查样本不一致，或签署人无权签署。",
        "The report is not whole, of another sample, or signed by nobody who may.",
    ),
    "verdicts.why_INSPECTION_SIGNED": (
        "这个月已由本网点另一台终端签署。",
        "Another counter of this outlet has signed this month already.",
    ),
    "verdicts.why_INSPECTION_OVERDUE": (
        "本网点的月度自查逾期未签署，暂停办理新号码。",
        "This outlet's self-inspection is overdue, so it begins no new number.",
    ),
}
