"""The page of readers, and what the strip says of more than one."""

SENTENCES: dict[str, tuple[str, str]] = {
    "readers.headline": ("读卡器", "Readers"),
    "readers.subline_all": (
        "接上的读卡器会自动找到并保持就绪；证件放在哪一台都可以。",
        "Readers are found and kept ready by themselves; a card may lie on any of them.",
    ),
    "readers.subline_only": (
        "只使用“{name}”，重新启动后也是；放在其他读卡器上的证件不读取。",
        "Only {name} is used, also after a restart; cards on other readers are not read.",
    ),
    "readers.subline_away": (
        "选定的“{name}”没有接上。请接上它，或按 0 使用全部读卡器。",
        "The chosen reader {name} is away. Plug it in, or press 0 to use all readers.",
    ),
    "readers.none": ("没有找到读卡器", "No reader was found"),
    "readers.none_to_do": (
        (
            "请检查连接线和电源，换一个 USB 接口再试；接好后会自动出现在这里。"
            "网络读卡器和厂商程序库要写在 config.toml 的 readers.addresses 里。"
        ),
        (
            "Check cable and power, or try another USB socket; it appears here by itself. "
            "Readers on the network and vendors' libraries are named in config.toml, "
            "under readers.addresses."
        ),
    ),
    "readers.looking": ("正在查找读卡器…", "Looking for readers…"),
    # One reader
    "readers.ready": ("已就绪，等待证件", "ready for a card"),
    "readers.opened": ("已打开，等待应答", "open, no answer yet"),
    "readers.opening": ("正在打开…", "opening…"),
    "readers.resting": ("未使用", "not used"),
    "readers.testing": ("正在测试", "being tested"),
    "readers.restarting": (
        "正在重新启动（{restart}/{allowed}）",
        "restarting ({restart}/{allowed})",
    ),
    "readers.slot": ("SIM 卡槽已就绪", "ready for a SIM"),
    "readers.maybe": ("串口无法打开，可能接着读卡器", "a port that may have a reader behind it"),
    "readers.used_only": ("只用这一台", "the only one"),
    "readers.simulated": ("模拟", "simulated"),
    "readers.fact_usb": ("USB {usb_id}", "USB {usb_id}"),
    "readers.fact_driver": ("驱动 {driver} {version}", "driver {driver} {version}"),
    "readers.fact_sam": ("安全模块编号 {sam_id}", "SAM {sam_id}"),
    "readers.by_sam-serial": ("串口", "Serial"),
    "readers.by_sam-tcp": ("网络", "Network"),
    "readers.by_sam-usb": ("USB", "USB"),
    "readers.by_sam-hid": ("HID", "HID"),
    "readers.by_pcsc": ("PC/SC", "PC/SC"),
    "readers.by_vendor": ("厂商程序库", "Vendor's library"),
    "readers.by_sim": ("模拟", "Simulated"),
    # Choosing and testing
    "readers.use_only": ("只用这一台", "Use only this one"),
    "readers.use_all": ("使用全部读卡器", "Use all readers"),
    "readers.test": ("测试", "Test"),
    "readers.stop_test": ("停止测试", "Stop the test"),
    "readers.back": ("返回", "Back"),
    "readers.ladder": ("{name} · 逐级检查", "{name}, rung by rung"),
    "readers.rung_driver": ("驱动程序", "Driver"),
    "readers.rung_service": ("系统服务", "System service"),
    "readers.rung_reader": ("连接读卡器", "Reader connected"),
    "readers.rung_answer": ("模块应答", "Module answers"),
    "readers.rung_card": ("放上证件", "Card present"),
    "readers.rung_content": ("内容可用", "Content sound"),
    "readers.good": ("正常", "good"),
    "readers.not_reached": ("未检查", "not reached"),
    "readers.checking": ("检查中…", "checking…"),
    "readers.waits_for_card": ("请放上证件…", "place a card…"),
    "readers.no_card": ("没有放上证件", "no card was placed"),
    "readers.no_sam": ("没有安全模块", "no security module"),
    "readers.no_sam_to_do": (
        "这台读卡器没有安全模块，读不出身份证，只能读 SIM 卡。请换一台读卡器。",
        "Without a security module it reads no ID card, only SIMs. Use another reader.",
    ),
    "readers.no_card_to_do": (
        "其他各级正常。请放上一张证件，再测一次。",
        "Everything before it is good. Place a card and test once more.",
    ),
    "readers.sound": (
        "这台读卡器各级正常。请取下证件。",
        "This reader is sound on every rung. Take the card off.",
    ),
    "readers.test_hint": (
        "按 F9 测试：放上一张证件，查到内容可用为止。测试不显示、不保存证件内容。",
        "F9 tests it up to the content of a card. Nothing of the card is shown or kept.",
    ),
    "readers.test_safe": (
        "测试不显示、不保存证件内容。",
        "Nothing of the card is shown or kept.",
    ),
    "readers.detail": ("技术信息：{told}", "For support: {told}"),
    # The strip
    "readers.strip_many": ("{count} 台读卡器已就绪", "{count} readers ready"),
    "readers.strip_some": ("{count} 台就绪 · {name}：{reason}", "{count} ready · {name}: {reason}"),
    "readers.strip_found": ("已接入读卡器：{name}", "New reader: {name}"),
    "readers.strip_back": ("读卡器已恢复：{name}", "Reader back: {name}"),
    "readers.strip_gone": ("已断开：{name}，其余可用", "{name} disconnected, others ready"),
    "readers.strip_away": ("选定的读卡器没有接上", "The chosen reader is away"),
    "readers.strip_testing": ("正在测试读卡器", "Testing a reader"),
    "readers.strip_no_sam": ("这台读卡器没有安全模块", "This reader has no security module"),
    # Between two customers
    "readers.idle_away": ("选定的读卡器没有接上", "The chosen reader is away"),
    "readers.idle_away_safe": (
        "已保存的登记不受影响。请接上“{name}”，或按 {key} 使用其他读卡器。",
        "Saved registrations are safe. Plug in {name}, or press {key} to use another reader.",
    ),
    "readers.idle_safe": (
        "{to_do}已保存的登记不受影响。按 {key} 查看读卡器。",
        "{to_do} Saved registrations are safe. {key} shows the readers.",
    ),
}
