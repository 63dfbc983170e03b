"""Logging in, locking, enrolling."""

SENTENCES: dict[str, tuple[str, str]] = {
    "log_in.headline": ("营业员登录", "Log in"),
    "log_in.subline": (
        "每位营业员使用自己的工号，一人一号。",
        "Every clerk uses their own work ID.",
    ),
    "log_in.subline_offline": (
        "核验平台无法连接。近期在本机登录过的营业员可凭密码登录，动态口令暂不核对。",
        "The gateway is away. Clerks who logged in here lately need no code, only the password.",
    ),
    "log_in.subline_card": (
        "放上的证件没有采用。请先登录，再取下证件重新放好。",
        "The card on the reader was not read. Log in first, then lift it and place it again.",
    ),
    "log_in.clerk_number": ("工号", "Work ID"),
    "log_in.password": ("密码", "Password"),
    "log_in.second_factor": ("动态口令（6 位数字）", "Authenticator code (6 digits)"),
    "log_in.button": ("登录", "Log in"),
    "log_in.working": ("正在登录…", "Logging in…"),
    "log_in.early": (
        "正在启动，启动后自动登录…",
        "Starting; you will be logged in right after…",
    ),
    "log_in.ended": ("登录已结束", "Log-in ended"),
    "log_in.ended_subline": (
        "工号 {number} 不能在这里继续办理。已保存的登记照常自动提交。",
        "Work id {number} goes on here no more. Saved registrations are still being submitted.",
    ),
    "log_in.ended_subline_case": (
        "工号 {number} 不能在这里继续办理。没有完成的一单没有保存任何资料，退出登录后取消。",
        (
            "Work id {number} goes on here no more. Nothing was saved of the open case; "
            "logging out gives it up."
        ),
    ),
    "log_in.locked": ("本机已锁定", "Locked"),
    "log_in.locked_subline": (
        "请营业员 {number} 输入密码继续。正在办理的业务仍在内存中，尚未保存。",
        "Clerk {number}, enter your password. The open case is kept but not saved yet.",
    ),
    "log_in.locked_subline_free": (
        "请营业员 {number} 输入密码继续。已保存的登记照常自动提交。",
        "Clerk {number}, enter your password. Saved registrations are still being submitted.",
    ),
    "log_in.locked_subline_card": (
        "请营业员 {number} 输入密码继续。放上的证件没有采用，解锁后请取下重新放好。",
        (
            "Clerk {number}, enter your password to continue. "
            "The card on the reader was not taken; then lift it and place it again."
        ),
    ),
    "log_in.unlock": ("解锁", "Unlock"),
    "log_in.log_out": ("换人登录", "Another clerk"),
    "log_in.identity_typed": (
        "这里不能输入身份证号码，内容已清除。身份只能由读卡器从证件芯片读取。{code}",
        (
            "An ID number cannot be entered here; it was cleared. "
            "Identity comes from the card's chip only. {code}"
        ),
    ),
    "log_in.too_long": ("最多 {limit} 位数字", "At most {limit} digits"),
    "log_in.enrol_headline": ("注册本终端", "Enrol this computer"),
    "log_in.enrol_subline": (
        "需要运营商提供的接入文件和一次性注册码。注册的是这台电脑，不是客户。",
        "You need the carrier's file and a one-time code. This enrols the computer, not a person.",
    ),
    "log_in.gateway_file": ("接入文件", "Carrier's file"),
    "log_in.browse": ("选择…", "Choose…"),
    "log_in.browse_title": ("选择运营商的接入文件", "Choose the carrier's file"),
    "log_in.browse_filter": ("接入文件 (*.json)", "Carrier's file (*.json)"),
    "log_in.code": ("一次性注册码", "One-time code"),
    "log_in.enrol_button": ("注册", "Enrol"),
    "log_in.enrol_hint": (
        "注册码只能使用一次，24 小时内有效，不会保存在本机。",
        "The code works once, within 24 hours, and is not kept on this computer.",
    ),
}
