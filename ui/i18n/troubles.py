"""What went wrong: what happened, what is safe, what to do, for every code of `trouble.py`."""

from ui.i18n import units
from ui.i18n.case_troubles import ROWS
from ui.i18n.channel import CHANNEL_ROWS
from ui.i18n.device_troubles import ROWS as DEVICE_ROWS
from ui.i18n.gateway_troubles import ROWS as GATEWAY_ROWS
from ui.i18n.inspection_verdicts import INSPECTION_ROWS
from ui.i18n.port_in import OF_TROUBLES
from ui.i18n.port_in import ROWS as PORT_IN_ROWS
from ui.i18n.queue_troubles import ROWS as QUEUE_ROWS
from ui.i18n.relay_troubles import ROWS as RELAY_ROWS
from ui.i18n.stock_verdicts import OF_STOCK_TROUBLES, STOCK_ROWS
from ui.i18n.store_troubles import ROWS as STORE_ROWS
from ui.i18n.update_troubles import ROWS as UPDATE_ROWS
from ui.i18n.work_ids import ROWS as WORK_ID_ROWS

_ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "R-101": (
        ("读卡器已断开或没有应答。", "The reader is gone or does not answer."),
        ("已保存的登记不受影响。", "Saved registrations are safe."),
        ("请检查读卡器的连接线和电源。", "Check the reader's cable and power."),
    ),
    "R-110": (
        ("再次放上的证件不能使用：{reason}", "The card placed again cannot be used: {reason}"),
        ("这一单仍然保留。", "The case is kept."),
        ("请取下证件，重新放好。", "Lift the card and place it again."),
    ),
    "R-111": (
        ("再次放上的证件芯片无法读取。", "The chip of the card placed again cannot be read."),
        ("这一单仍然保留。", "The case is kept."),
        (
            "请换一台读卡器再试；仍不能读取的，请取消办理，客户到公安机关换领证件。不能手工录入。",
            (
                "Try another reader. If that fails too, cancel the case; the police replace the "
                "card. Nothing may be typed."
            ),
        ),
    ),
    "R-120": (
        ("这样打开的读卡器无法录制。", "A reader that is opened this way cannot be recorded."),
        ("没有写入任何文件。", "No file was written."),
        (
            "请用 sam-serial、sam-tcp、sam-usb、sam-hid 或 pcsc 地址打开同一台读卡器，再录制。",
            "Record the same reader as sam-serial, sam-tcp, sam-usb, sam-hid or pcsc.",
        ),
    ),
    "R-121": (
        (
            "换上虚构人员后，这次录制不能重现原来的结果。",
            "With an invented person in it, this recording does not tell the same again.",
        ),
        ("没有写入任何文件，证件内容已丢弃。", "No file was written; what the card held is gone."),
        ("请再录制一次。", "Record once more."),
    ),
    "R-122": (
        ("要写入的文件已经存在。", "The file is there already."),
        ("该文件没有改动，也没有读取证件。", "It is unchanged, and no card was read."),
        ("请换一个文件名；要覆盖时加上 --force。", "Choose another name, or say --force."),
    ),
    "C-500": (
        ("登录没有成功。", "Logging in failed."),
        ("没有改动任何登记。", "No registration was touched."),
        ("请再试一次。", "Please try again."),
    ),
    "C-501": (
        ("工号、密码或动态口令不对。", "Unknown work ID, wrong password or wrong code."),
        ("没有改动任何登记。", "No registration was touched."),
        (
            "请重新输入；每个动态口令只能用一次，请等下一个。忘记密码请联系值班长。",
            "Enter them again; each code works once, so take the next. Or ask your supervisor.",
        ),
    ),
    "C-502": (
        (
            "核验平台无法连接，而这个工号最近没有在本机联网登录过。",
            "The gateway is away and this work id has not logged in here lately.",
        ),
        ("已保存的登记不受影响。", "Saved registrations are safe."),
        (
            "请恢复网络后登录，或由近期在本机登录过的营业员登录。",
            "Log in once the network is back.",
        ),
    ),
    "C-503": (
        ("这次登录已经失效。", "This log-in has ended."),
        ("已保存的登记都在本机。", "Saved registrations are safe."),
        ("请重新登录后继续。", "Please log in again."),
    ),
    "C-504": (
        ("这个工号不能复核这一单。", "This work id may not review this case."),
        ("这一单没有变化，仍在等待复核。", "The case is unchanged and waits for its review."),
        (
            "请由本网点另一位有复核权限的人员输入自己的工号和密码。",
            "Another person of this outlet who may review has to sign in.",
        ),
    ),
    "C-505": (
        ("这个工号不能为客户办理登记。", "This work id may not register customers."),
        ("没有读取证件，也没有改动任何登记。", "No card was taken, no registration was touched."),
        ("请由营业员或值班长登录办理。", "A clerk or a supervisor has to log in."),
    ),
    "C-506": (
        (
            "密码输错次数太多，这个工号暂时不能登录。",
            "Too many wrong tries: this work id has to wait.",
        ),
        ("没有改动任何登记。", "No registration was touched."),
        (
            "请过一会儿再试，再次输错会等得更久。忘记密码请联系值班长。",
            "Try again in a while; another wrong one makes it longer. Or ask your supervisor.",
        ),
    ),
    "C-507": (
        (
            "您的工号已在另一台设备登录，或已被停用，这里的登录已结束。",
            "Your work id is logged in on another device, or was withdrawn: this log-in has ended.",
        ),
        (
            "已保存的登记都在本机，会继续上报；未保存的一单没有保存任何内容。",
            "Saved registrations are safe and go on being sent; nothing was saved of an open case.",
        ),
        (
            "要在这里继续，请退出后重新登录；不是您本人登录的，请马上报告主管。",
            "To go on here, log out and in again. If it was not you, tell your supervisor at once.",
        ),
    ),
    "C-508": (
        (
            "交班人和接班人是同一个工号，交接须由两个人完成。",
            "Both signatures would be of one work id; a hand-over takes two people.",
        ),
        (
            "班次没有结束，全部数字都在本机。",
            "The shift goes on, and every figure is kept.",
        ),
        (
            "请由另一位营业员或值班长用自己的工号接班。",
            "Let the other clerk, or a supervisor, take over with their own work id.",
        ),
    ),
    "C-512": (
        ("月报文件不能写入（{reason}）。", "The report's files cannot be written ({reason})."),
        ("没有改动任何登记。", "No registration was touched."),
        ("请换一个文件夹再导出一次。", "Choose another folder and export once more."),
    ),
    "C-511": (
        ("这个工号不能查看网点监督。", "This work id may not look at the oversight page."),
        ("没有改动任何登记。", "No registration was touched."),
        ("请由值班长或检查员登录查看。", "A supervisor or an inspector has to log in."),
    ),
    "C-509": (
        (
            "两处签名是同一份笔迹，须由双方各自手写签名。",
            "Both signatures are the same ink; each of the two has to write their own.",
        ),
        (
            "班次没有结束，全部数字都在本机。",
            "The shift goes on, and every figure is kept.",
        ),
        (
            "请双方在各自的签名区重新签名。",
            "Let each of them sign again, on their own pad.",
        ),
    ),
    "unknown": (
        ("出现了本程序不认识的情况。", "Something this program does not know has happened."),
        ("已保存的登记都在本机。", "Saved registrations are safe."),
        ("请把代码告诉技术支持。", "Tell support the code."),
    ),
}

_PARTS = ("happened", "safe", "to_do")

SENTENCES: dict[str, tuple[str, str]] = {
    f"troubles.{code}.{part}": sentence
    for rows in (
        *(_ROWS, ROWS, DEVICE_ROWS, GATEWAY_ROWS, PORT_IN_ROWS, QUEUE_ROWS, RELAY_ROWS, STORE_ROWS),
        *(STOCK_ROWS, UPDATE_ROWS, units.ROWS, CHANNEL_ROWS, WORK_ID_ROWS, INSPECTION_ROWS),
    )
    for code, sentences in rows.items()
    for part, sentence in zip(_PARTS, sentences, strict=True)
} | {
    **OF_TROUBLES | OF_STOCK_TROUBLES,
    **units.OF_TROUBLES,
    "troubles.line": ("第 {line} 行", "line {line}"),
    "troubles.key": ("第 {line} 行，{key}", "line {line}, {key}"),
    "troubles.nowhere": ("无法读取", "unreadable"),
    "troubles.no_advice": ("", ""),
    "troubles.unsafe_share": (
        "数据放在网络共享或其他电脑的文件夹上。请把它移到本机磁盘，再打开程序。",
        "The data lies on a share of another computer. Move it to a disk of this one.",
    ),
    "troubles.unsafe_memory": (
        "数据放在内存里，断电就会丢失。请把它移到本机磁盘，再打开程序。",
        "The data lies in memory and would go with the power. Move it to a disk.",
    ),
    "troubles.unsafe_sqlite": (
        "本机的 SQLite 版本不合用。请安装本程序的正式版本，或联系技术支持。",
        "This computer's SQLite will not do. Install a release of this program, or ask support.",
    ),
    "troubles.unsafe_permission": (
        "数据文件夹不能写入。请检查磁盘是否只读，以及文件夹权限。",
        "The data folder cannot be written. Is the disk read-only? Check permissions.",
    ),
    "troubles.file_damaged": ("文件已损坏", "damaged"),
    "troubles.file_outlet": ("属于其他网点", "another outlet's"),
    "troubles.file_exists": ("文件已存在", "it is there already"),
    "troubles.file_given_up": ("文件会随本机资料一起删除", "it would go with the home"),
    "troubles.old_copy_happened": (
        "数据文件是旧的：有人放回了一份旧拷贝，后来办理的登记不在其中。",
        "The data file is an old copy: what was registered after it is not in it.",
    ),
    "troubles.old_copy_safe": (
        "程序没有改动它，也不再办理，所以不会有两单用同一个序号。已有回执的登记都在平台。",
        "It is not used, so no number is given twice. What had its receipt is at the gateway.",
    ),
    "troubles.old_copy_to_do": (
        "请不要删除任何文件，找回最新的数据文件放回原处，并联系技术支持。",
        "Delete nothing; put the newest file back, and ask support.",
    ),
    "troubles.chain_refused_happened": (
        "本机的审计链不可信：数据文件被改动过，或被换成了旧拷贝。",
        "The audit chain is not believed: the data file was changed, or is an old copy.",
    ),
    "troubles.chain_refused_safe": (
        "已保存的登记会继续提交，但不能再办理新的。",
        "What was saved is still delivered; nothing new is registered.",
    ),
    "troubles.chain_refused_to_do": (
        "重新登录没有用。请不要删除任何文件，联系技术支持。",
        "Logging in again does not help. Delete nothing; ask support.",
    ),
    "troubles.salvage_safe": (
        "程序没有改动它。{salvaged} 份加密登记完好，其中 {unsettled} 份可能尚未送达。",
        "It was not touched. {salvaged} sealed records are whole; {unsettled} may be undelivered.",
    ),
    "troubles.salvage_to_do": (
        "请不要删除任何文件，联系技术支持：pos-client outbox salvage FILE 可以取出它们。",
        "Delete nothing and ask support: `pos-client outbox salvage FILE` takes them out.",
    ),
    "troubles.return_unknown": ("核验平台没有这张凭条", "the gateway does not know it"),
    "troubles.return_early": ("核验平台还没有处理完", "the gateway is not done with it yet"),
    "troubles.return_expired": ("已超过 30 日", "the 30 days are over"),
    "troubles.return_completed": ("这一单已经办结", "it has been completed"),
    "troubles.return_waited": ("等待放卡的时间太长", "it waited too long for the card"),
    "troubles.look_up_unknown": ("本运营商没有这个号码", "this carrier has no such number"),
    "troubles.look_up_number": ("不是 11 位手机号码", "that is no mobile number"),
    "troubles.look_up_complete": ("这个号码已登记完整", "it is registered already"),
    "troubles.look_up_terminated": ("这个号码已销户", "it was terminated"),
    "troubles.look_up_incomplete": (
        "这个号码未登记，或登记信息不全，请先办理补登记",
        "it is not registered wholly; re-register it first",
    ),
    "troubles.look_up_not_flagged": (
        "这个号码没有风险标记，不需要二次实人认证",
        "it is not flagged, so nobody has to be checked",
    ),
    "troubles.look_up_flagged": (
        "这个号码有风险标记，请先办理二次实人认证",
        "it is flagged; its person is checked once more first",
    ),
    "troubles.look_up_sim": ("这张 SIM 卡不是这个号码在用的卡", "that SIM is another number's"),
    "troubles.look_up_code": ("验证码不对或已失效", "the code is wrong or too old"),
    "troubles.look_up_not_sent": ("现在不能向这个号码发送验证码", "no code can be sent to it now"),
    "troubles.look_up_away": ("核验平台没有应答", "the gateway did not answer"),
    "troubles.look_up_before_card": (
        "请先完成号码的步骤，再放证件；放上的证件没有读取",
        "the number comes before the card, which was not taken",
    ),
    "troubles.changed_notices": (
        "告知内容已变，原来的同意不再有效",
        "the notices are others, and the consent holds no longer",
    ),
    "troubles.changed_offer": ("所选套餐已撤下", "the chosen offer is gone"),
    "troubles.changed_form": (
        "登记单已变，原来的签名不再有效",
        "the form is another, and its signature holds no longer",
    ),
    "troubles.meant": ("是否应为 {suggestion}？", "Did you mean {suggestion}?"),
    "troubles.expected": ("可以写：{expected}", "Possible: {expected}"),
}
