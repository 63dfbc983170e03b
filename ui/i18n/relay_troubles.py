"""The rows of `troubles.py` about the shop's relay (L-8xx)."""

ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "L-800": (
        ("店内备份服务器报告错误，暂时没有第二份。", "The shop's relay reports an error."),
        (
            "登记照常保存和提交，以前保存的都在。",
            "Saving and sending go on as ever.",
        ),
        ("反复出现时请联系技术支持。", "If it persists, ask support."),
    ),
    "L-801": (
        ("店内备份服务器没有回答。", "The shop's relay does not answer."),
        (
            "登记照常保存和提交，以前保存的都在。",
            "Saving and sending go on as ever.",
        ),
        ("恢复后自动补上第二份，无需操作。", "Copies are made up by themselves later."),
    ),
    "L-802": (
        (
            "店内备份服务器断电会丢失数据，没有用它保存第二份。",
            "The shop's relay would forget in a power cut; no second copy is kept there.",
        ),
        (
            "登记照常保存和提交，以前保存的都在。",
            "Saving and sending go on as ever.",
        ),
        (
            "请管理员打开 fsync 和 synchronous_commit。",
            "Have its fsync and synchronous_commit switched on.",
        ),
    ),
    "L-803": (
        ("店内备份服务器由更新版本的程序使用。", "A newer program uses the shop's relay."),
        (
            "登记照常保存和提交，以前保存的都在。",
            "Saving and sending go on as ever.",
        ),
        ("请在本机安装最新版本。", "Install the newest version here."),
    ),
    "L-804": (
        ("店内备份服务器不接受本机。", "The shop's relay does not take this counter."),
        (
            "登记照常保存和提交，以前保存的都在。",
            "Saving and sending go on as ever.",
        ),
        (
            "请管理员检查用户、权限和 relay.url。",
            "Have user, permissions and relay.url checked.",
        ),
    ),
}
