"""The rows of `troubles.py` about what is kept here (S-3xx)."""

ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "S-300": (
        ("本机保存出错。", "Keeping data failed."),
        ("以前显示“已保存”的登记都在。", "Everything shown as saved is safe."),
        ("请再试一次；反复出现时联系技术支持。", "Try again; if it persists, ask support."),
    ),
    "S-301": (
        ("磁盘空间不足，这一单没有保存。", "The disk is full: this one was not saved."),
        ("以前已保存的登记都在。", "Everything saved before is safe."),
        ("请清理至少 500 MB 空间，然后再按一次“加密提交”。", "Free 500 MB, then submit again."),
    ),
    "S-302": (
        ("磁盘报告错误，这一单没有保存。", "The disk reports an error: this one was not saved."),
        ("以前已保存的登记都在。", "Everything saved before is kept."),
        (
            "请停止办理，更换磁盘或联系技术支持。",
            "Stop registering; call support, have the disk replaced.",
        ),
    ),
    "S-303": (
        ("本机的数据文件已损坏。", "The data file is damaged."),
        ("程序没有改动它。", "The program has not touched it."),
        ("请不要删除任何文件，联系技术支持。", "Delete nothing; ask support."),
    ),
    "S-304": (
        (
            "本机曾经办理过业务，但数据文件不见了（应有序号 1–{expected}）。",
            "The data file is missing: numbers 1 to {expected} are expected in it.",
        ),
        ("程序没有新建空文件代替。", "No empty file was put in its place."),
        ("请不要继续操作，联系技术支持找回文件。", "Ask support to recover the file."),
    ),
    "S-305": (
        ("数据文件由更新版本的程序写成。", "The data file was written by a newer program."),
        ("程序没有改动它。", "The program has not touched it."),
        ("请安装最新版本后再打开。", "Install the newest version."),
    ),
    "S-306": (
        ("这里不能保证“已保存”就是真的保存了。", "Saving could not be relied on here."),
        ("程序没有开始办理。", "Nothing was begun."),
        (
            "请把数据放在本机磁盘，并检查文件夹权限。",
            "Keep the data on a local disk and check permissions.",
        ),
    ),
    "S-307": (
        ("另一个窗口已经打开了同一份数据。", "Another window holds the same data."),
        ("数据是安全的。", "The data is safe."),
        ("请使用已经打开的窗口，或先关闭它。", "Use that window, or close it first."),
    ),
    "S-308": (
        (
            "磁盘在保存的最后一步报告错误，这一单可能已经保存。",
            "The disk failed in the last step of saving: this one may have been saved.",
        ),
        ("以前已保存的登记都在。", "Everything saved before is kept."),
        (
            "请停止办理，重新打开程序，先在队列里查这一单，不要直接重办；并更换磁盘。",
            "Stop; start again and look for it in the queue before repeating; replace the disk.",
        ),
    ),
    "S-310": (
        (
            "本机的数据文件正被其他程序占用（如杀毒、备份），这一步还没有保存。",
            "Another program (antivirus, backup) holds the data file; this was not saved yet.",
        ),
        ("以前显示“已保存”的登记都在。", "Everything shown as saved is safe."),
        (
            "请稍候再按一次；自动提交会自行重试。",
            "Wait a moment and press again; submitting retries by itself.",
        ),
    ),
    "S-320": (
        (
            "程序上次没有正常关闭。在那以前办理的 {count} 单已保存，最后一单在 {time}。",
            "Last time the program was not closed. {count} saved before that, the last at {time}.",
        ),
        (
            "这些登记都在本机，会自动提交，不会重复。",
            "They are on this computer and are submitted by themselves, once each.",
        ),
        (
            "最后一位客户不在其中的，请重新放卡办理。",
            "If the last customer is not among them, place that card again.",
        ),
    ),
}
