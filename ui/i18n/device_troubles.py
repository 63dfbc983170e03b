"""The rows of `troubles.py` about the device itself (D-4xx)."""

ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "D-400": (
        ("本终端的身份文件有问题。", "The device's own files are faulty."),
        ("已保存的登记不受影响。", "Saved registrations are safe."),
        ("请联系技术支持。", "Please ask support."),
    ),
    "D-401": (
        ("这台电脑还没有注册。", "This computer is not enrolled."),
        ("没有保存任何资料。", "Nothing was saved."),
        (
            "请用运营商的接入文件和一次性注册码注册。",
            "Enrol it with the carrier's file and a one-time code.",
        ),
    ),
    "D-402": (
        ("一次性注册码不能使用。", "The one-time code is not accepted."),
        ("本机没有任何改动。", "Nothing was changed."),
        (
            "请核对注册码；已用过或超过 24 小时的，请向运营商重新申请。",
            "Check it; if used or older than 24 hours, ask for a new one.",
        ),
    ),
    "D-403": (
        ("运营商的接入文件不能使用。", "The carrier's file cannot be used."),
        ("本机没有任何改动。", "Nothing was changed."),
        (
            "请重新选择文件，或向运营商重新索取。",
            "Choose another file or ask the carrier for a new one.",
        ),
    ),
    "D-404": (
        (
            "没有可信的签名配置，或配置已过期。",
            "There is no signed configuration that can be believed, or it has expired.",
        ),
        ("已保存的登记不受影响。", "Saved registrations are safe."),
        ("请连接网络，稍后会自动更新。", "Connect to the network; it updates by itself."),
    ),
    "D-405": (
        ("电脑的日期或时间不对。", "The computer's date or time is wrong."),
        ("没有改动任何登记。", "No registration was touched."),
        ("请校正系统时间后再试。", "Set the clock right and try again."),
    ),
    "D-406": (
        ("本机的设置文件有误（{file} {place}）。", "The settings file is wrong ({file} {place})."),
        ("已保存的登记不受影响。", "Saved registrations are safe."),
        (
            "请改正或删除这个设置文件，再打开程序。{advice}",
            "Correct or remove that file, then start again. {advice}",
        ),
    ),
    "D-407": (
        (
            "本机其他用户可以读到终端密钥，因此没有使用它。",
            "Other users of this computer can read the device's key; it is not used.",
        ),
        ("没有发送任何资料。", "Nothing was sent."),
        (
            "请联系技术支持检查文件权限，必要时重新注册。",
            "Have the permissions checked; enrol again if needed.",
        ),
    ),
    "D-408": (
        ("这台电脑已经注册过。", "This computer is enrolled already."),
        ("原有密钥没有被覆盖。", "Its keys were not overwritten."),
        ("请直接登录。", "Just log in."),
    ),
    "D-409": (
        (
            "保存本机凭据密钥的安全令牌不能使用（{reason}）。",
            "The security token with this computer's evidence key cannot be used ({reason}).",
        ),
        (
            "已保存的登记都在本机，密钥没有丢失。",
            "Saved registrations and the key itself are safe.",
        ),
        (
            "请插好令牌后重新打开程序；仍不行请在终端运行 pos-client doctor。",
            "Plug the token in and open the program again, or run pos-client doctor.",
        ),
    ),
    "D-410": (
        (
            "程序没能打开，原因不明（{kind}）。",
            "The counter could not be opened, for a reason that nobody foresaw ({kind}).",
        ),
        ("已保存的登记都在本机，没有改动。", "Saved registrations are untouched."),
        (
            "请重新打开程序；仍不行请把日志和这个代码交给技术支持。",
            "Open the program again; if that fails, give support the log and this code.",
        ),
    ),
}
