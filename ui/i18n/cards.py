"""Why a card or a reader gives nothing: the drivers' words in sentences."""

_DATA = "证件数据异常：", "The card's data is faulty: "


def _unsound(chinese: str, english: str) -> tuple[str, str]:
    return _DATA[0] + chinese, _DATA[1] + english


SENTENCES: dict[str, tuple[str, str]] = {
    "cards.inner_length": _unsound("内部长度不符。", "inner lengths do not fit."),
    "cards.text_length": _unsound("文字区长度不符。", "the text record has a wrong length."),
    "cards.photo_length": _unsound("照片区长度不符。", "the photo has a wrong length."),
    "cards.unknown_layout": _unsound("证件种类无法识别。", "this kind of document is unknown."),
    "cards.name_missing": _unsound("没有姓名。", "there is no name."),
    "cards.birth_date": _unsound("出生日期不可能。", "the birth date is impossible."),
    "cards.id_format": _unsound("号码格式不符。", "the number has a wrong form."),
    "cards.id_check_digit": _unsound("号码校验位不符。", "the number's check digit is wrong."),
    "cards.id_region": _unsound("号码地区代码未知。", "the number's region is unknown."),
    "cards.validity": _unsound("有效期限不可能。", "the validity is impossible."),
    "cards.data_invalid": _unsound("读卡器报告数据无效。", "the reader reports invalid data."),
    "cards.expired": ("证件已过有效期限。", "The card has expired."),
    "cards.checksum": ("读卡数据校验不符。", "The data came with a wrong checksum."),
    "cards.length": ("读卡数据长度不符。", "The data came with a wrong length."),
    "cards.timeout": ("读卡超时。", "The card did not answer in time."),
    "cards.select_failed": ("选卡失败。", "The card could not be selected."),
    "cards.auth_failed": ("证件认证失败。", "The card could not be authenticated."),
    "cards.read_failed": (
        "读取证件失败，证件可能移开过早。请放稳证件，听到提示音后再取下。",
        "The card could not be read; it may have moved. Hold it still until the tone.",
    ),
    "cards.two_records": (
        "读卡器同时给出了两份证件数据，无法确定属于谁，均未采用。",
        "Two different records came at once. Nobody can tell whose they are; none was taken.",
    ),
    "cards.stale_record": (
        "读卡器给出的可能是先前的证件数据，未采用。",
        "The reader may have sent the data of an earlier card; it was not taken.",
    ),
    "cards.unsupported_card": ("这不是可读取的身份证件。", "This is no ID card that can be read."),
    "cards.no_card": ("没有检测到证件。", "No card was found."),
    "cards.item_empty": ("证件没有这项内容。", "The card lacks this item."),
    "cards.protocol_error": ("读卡器通信出错。", "The reader's answers are garbled."),
    "cards.sequence_error": ("读卡步骤出错。", "The reader lost its place."),
    "cards.device_error": ("读卡器报告故障。", "The reader reports a fault."),
    "cards.unknown_status": ("读卡器给出未知状态。", "The reader answered with an unknown status."),
    "cards.unexpected_status": (
        "读卡器给出意外的回答。",
        "The reader answered with an unexpected status.",
    ),
    "cards.library_stopped": (
        "读卡器厂商的程序读到这张证件就停止。",
        "The vendor's program stops at this card.",
    ),
    "cards.stale_read": (
        "读卡器给出的是上一张证件的内容，未予采用。",
        "The reader gave what it still had of the card before; it was not taken.",
    ),
    "cards.decoder_away": (
        "这台读卡器须由核验平台解码，现在联系不上核验平台，或没有及时应答。什么也没有读出。",
        "This reader's cards are opened by the gateway, which did not answer. Nothing was read.",
    ),
    "cards.card_not_believed": (
        "核验平台的解码服务不认可这张证件或这台读卡器，没有读出内容。",
        "The gateway's decoder does not accept this card or this reader. Nothing was read.",
    ),
    "cards.counter_closed": (
        "还没有登录，这台读卡器没有读证。",
        "Nobody is logged in, so this reader has read nothing.",
    ),
    "cards.counter_busy": (
        "另一位客户正在办理，这台读卡器没有读证。",
        "Another customer is being served, so this reader has read nothing.",
    ),
    "cards.unknown": ("读卡器给出的原因是 {reason}。", "The reader's reason is {reason}."),
    "cards.to_do": (
        "请取下证件，重新放好；仍不行时换一台读卡器。不能手工录入。",
        "Lift the card and place it again, or use another reader. Nothing may be typed.",
    ),
    # What stands between the counter and a reader
    "cards.lost_reader_error": ("读卡器出错", "Reader error"),
    "cards.lost_address_invalid": ("读卡器地址写错了", "The reader's address is wrong"),
    "cards.lost_driver_unknown": ("没有这种读卡器的驱动", "No driver for this reader"),
    "cards.lost_driver_forbidden": (
        "运营商没有准许这台读卡器的驱动",
        "The carrier does not allow this reader's driver",
    ),
    "cards.lost_reader_unavailable": ("读卡器已断开", "Reader disconnected"),
    "cards.lost_reader_forbidden": ("没有权限打开读卡器", "Reader found, no permission"),
    "cards.lost_reader_busy": ("读卡器被其他程序占用", "Another program holds the reader"),
    "cards.lost_service_away": ("智能卡服务没有运行", "The smart card service is not running"),
    "cards.lost_library_unusable": ("读卡器的程序库无法使用", "The reader's library is unusable"),
    "cards.lost_reader_silent": ("读卡器没有应答", "The reader does not answer"),
    "cards.lost_reader_faulty": ("读卡器报告设备故障", "The reader reports a fault"),
    "cards.lost_record_refused": ("读卡器数据异常", "The reader's data is faulty"),
    "cards.lost_driver_bug": ("读卡器驱动出错", "The reader's driver failed"),
    "cards.lost_hangs": ("读卡器没有反应", "The reader hangs"),
    "cards.lost_unknown": ("读卡器不可用：代码 {code}", "Reader unusable: code {code}"),
    # ... and what to do about it
    "cards.do_address_invalid": (
        "请更正 config.toml 里的 readers.addresses。",
        "Correct readers.addresses in config.toml.",
    ),
    "cards.do_driver_unknown": (
        "请更正 config.toml 里的地址，或安装它的驱动。",
        "Correct its address in config.toml, or install its driver.",
    ),
    "cards.do_driver_forbidden": (
        "请管理员安装运营商名单上的驱动版本；在此之前它不会运行。",
        "An administrator has to install the version on the carrier's list. It is not run before.",
    ),
    "cards.do_reader_unavailable": (
        "请检查读卡器的连接线和电源，接好后会自动继续。",
        "Check its cable and power; this continues by itself.",
    ),
    "cards.do_reader_forbidden": (
        "请管理员允许本用户打开这台读卡器。",
        "An administrator has to let this user open it.",
    ),
    "cards.do_reader_busy": (
        "请关闭正在使用它的其他程序，关闭后会自动继续。",
        "Close the other program that uses it; this continues by itself.",
    ),
    "cards.do_service_away": (
        "请管理员启动智能卡服务，启动后会自动继续。",
        "An administrator has to start the smart card service; this continues by itself.",
    ),
    "cards.do_library_unusable": (
        "请管理员安装位数相符的厂商程序库。",
        "An administrator has to install the vendor's library of the right bitness.",
    ),
    "cards.do_other": (
        "请拔下读卡器再插上；仍不行时换一台读卡器。",
        "Unplug the reader and plug it in again, or use another one.",
    ),
    "cards.remedy_udev_rule": (
        "请管理员安装 udev 规则 70-pos-client-readers.rules，再重新插上读卡器。",
        (
            "An administrator has to install the udev rule 70-pos-client-readers.rules; "
            "then plug the reader in again."
        ),
    ),
    "cards.remedy_dialout_group": (
        "请管理员把本用户加入 dialout 组，再重新登录系统。",
        (
            "An administrator has to add this user to the group dialout; then log in to the system "
            "again."
        ),
    ),
    "cards.remedy_pcsc_service": (
        "请管理员安装并启动 pcscd，启动后会自动继续。",
        "An administrator has to install and start pcscd; this continues by itself.",
    ),
    "cards.remedy_library": (
        "请管理员安装 libusb-1.0，安装后会自动继续。",
        "An administrator has to install libusb-1.0; this continues by itself.",
    ),
    "cards.remedy_winusb": (
        "请管理员给它安装 WinUSB 驱动，再重新插上读卡器。",
        "An administrator has to give it the driver WinUSB; then plug the reader in again.",
    ),
}
