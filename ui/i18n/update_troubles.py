"""The rows of `troubles.py` about updates of the program (U-9xx)."""

_SAFE = (
    "原来的版本没有改动，照常启动；登记都在本机。",
    "The installed version is as it was and starts as ever; registrations are on this computer.",
)

ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "U-900": (
        ("系统不允许更新程序。", "The system refuses what an update takes."),
        _SAFE,
        (
            "请用有权写入安装目录的用户运行，或联系技术支持。",
            "Run it as a user who may write the installation's folder, or ask support.",
        ),
    ),
    "U-901": (
        ("无法取得更新。", "The releases cannot be fetched."),
        _SAFE,
        (
            "请检查网络和 update.source，稍后再试。",
            "Check the network and update.source, then try again.",
        ),
    ),
    "U-902": (
        (
            "更新没有可信的签名，已拒绝。",
            "What is offered was not signed by whom this installation trusts; it was refused.",
        ),
        _SAFE,
        ("请不要从别处安装，联系技术支持。", "Install it from nowhere else, and tell support."),
    ),
    "U-903": (
        (
            "更新列表已过期，可能有人扣住了新版本。",
            "The list of releases has run out; somebody may hold a newer one back.",
        ),
        _SAFE,
        (
            "请核对本机日期；日期无误时联系技术支持。",
            "Check this computer's date; if it is right, tell support.",
        ),
    ),
    "U-904": (
        (
            "更新比已安装的版本旧，已拒绝。",
            "What is offered is older than what is installed; it was refused.",
        ),
        _SAFE,
        ("请联系技术支持。", "Tell support."),
    ),
    "U-905": (
        ("更新文件与签名不符，已拒绝。", "The release is not what was signed; it was refused."),
        _SAFE,
        ("请再试一次；反复出现时联系技术支持。", "Try again; if it persists, tell support."),
    ),
    "U-906": (
        (
            "本程序不能自行更新：不是装在版本目录里，或没有设置更新来源。",
            "This program cannot update itself: no folder of versions, or no place of releases.",
        ),
        _SAFE,
        (
            "请按原来的安装方式更新，或设置 update.source。",
            "Update it the way it was installed, or set update.source.",
        ),
    ),
    "U-907": (
        (
            "新版本 {version} 在本机不能启动，没有采用。",
            "Version {version} does not start on this computer and is not used.",
        ),
        _SAFE,
        ("请联系技术支持。", "Tell support."),
    ),
    "U-908": (
        ("另一个更新正在进行。", "Another update is under way."),
        _SAFE,
        ("请等它结束。", "Wait until it has ended."),
    ),
}
