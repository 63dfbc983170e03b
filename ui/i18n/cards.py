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
    "cards.unknown": ("读卡器给出的原因是 {reason}。", "The reader's reason is {reason}."),
    "cards.to_do": (
        "请取下证件，重新放好；仍不行时换一台读卡器。不能手工录入。",
        "Lift the card and place it again, or use another reader. Nothing may be typed.",
    ),
    # Losing the reader
    "cards.lost_reader_error": ("读卡器出错", "reader error"),
    "cards.lost_address_invalid": ("读卡器地址有误", "its address is wrong"),
    "cards.lost_driver_unknown": ("没有对应的驱动", "no driver for it"),
    "cards.lost_reader_unavailable": ("未连接", "not connected"),
    "cards.lost_library_unusable": ("厂商程序库无法使用", "the vendor's library cannot be used"),
    "cards.lost_reader_silent": ("没有应答", "no answer"),
    "cards.lost_reader_faulty": ("设备故障", "device fault"),
    "cards.lost_record_refused": ("数据异常", "faulty data"),
    "cards.lost_driver_bug": ("驱动出错", "driver fault"),
    "cards.lost_unknown": ("代码 {code}", "code {code}"),
}
