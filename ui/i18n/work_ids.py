"""The rows of `troubles.py` about work ids that the carrier has frozen."""

ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "C-510": (
        (
            "这个工号已被运营商冻结，不能登录办理。",
            "The carrier has frozen this work id: it cannot log in or register anybody.",
        ),
        (
            "已保存的登记都在本机，会继续上报；未保存的一单没有保存任何内容。",
            "Saved registrations are safe and go on being sent; nothing was saved of an open case.",
        ),
        (
            "请退出登录并联系运营商，由运营商两人核实后解冻。",
            "Log out and call the carrier: two people there have to let it go again.",
        ),
    ),
}
