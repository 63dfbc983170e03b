"""Commission, licence and sign: their dates, what ends them, and the code over the door."""

SENTENCES: dict[str, tuple[str, str]] = {
    "channel.dates": (
        "委托有效期 {begins} 至 {ends}",
        "Commission from {begins} to {ends}",
    ),
    "channel.dates_licence": (
        "委托有效期 {begins} 至 {ends} · 营业执照至 {licence}",
        "Commission from {begins} to {ends} · licence until {licence}",
    ),
    "channel.until": (
        "{kind} · 委托至 {ends}（还有 {days} 天）",
        "{kind} · commission until {ends} ({days} d)",
    ),
    "channel.left": ("{kind} · 剩 {days} 天", "{kind} · {days} d left"),
    "channel.soon_commission": ("委托还有 {days} 天到期", "The commission runs out in {days} d"),
    "channel.soon_licence": ("营业执照还有 {days} 天到期", "The licence runs out in {days} d"),
    "channel.soon_sign": ("统一标识还有 {days} 天到期", "The sign runs out in {days} d"),
    "channel.kind_OWN_HALL": ("自有营业厅", "Own hall"),
    "channel.kind_AGENT": ("代理商", "Agent"),
    "channel.kind_FIELD": ("外出网点", "Field outlet"),
    "channel.kind_NETWORK": ("网络代理商", "Online agent"),
    # What an idle counter says of the outlet around it
    "channel.joined": ("{one} · {two}", "{one} · {two}"),
    "channel.standing_sign_checked": ("本班已核对统一标识", "sign checked in this shift"),
    "channel.standing_sign_open": ("本班未核对统一标识", "sign not checked in this shift"),
    "channel.standing_place_INSIDE": ("位置：网点范围内", "place: inside the outlet's area"),
    "channel.standing_place_OUTSIDE": ("位置：网点范围外", "place: outside the outlet's area"),
    "channel.standing_place_UNKNOWN": ("位置：未知", "place: not known"),
    "channel.standing_inspection_none": ("自查：已完成", "self-inspection: done"),
    "channel.standing_inspection_READY": (
        "自查：{month} 待完成",
        "self-inspection: {month} to be done",
    ),
    "channel.standing_inspection_DUE": ("自查：{month} 已到期", "self-inspection: {month} is due"),
    "channel.standing_inspection_OVERDUE": (
        "自查：{month} 已逾期",
        "self-inspection: {month} is overdue",
    ),
    "channel.warning_commission": (
        "委托关系还有 {days} 天到期（{ends}），请联系运营商续签",
        "The commission runs out in {days} d ({ends}): ask the carrier to renew it",
    ),
    "channel.warning_licence": (
        "营业执照还有 {days} 天到期（{ends}），请更新后告知运营商",
        "The licence runs out in {days} d ({ends}): renew it and tell the carrier",
    ),
    "channel.warning_sign": (
        "统一标识还有 {days} 天到期（{ends}），请联系运营商更换",
        "The sign runs out in {days} d ({ends}): ask the carrier for another",
    ),
    # The page of a closed counter
    "channel.closed_NOT_ADMITTED": (
        "本网点尚未通过运营商验收",
        "The carrier has not admitted this outlet yet",
    ),
    "channel.closed_NOT_BEGUN": (
        "本网点的委托关系尚未开始",
        "This outlet's commission has not begun yet",
    ),
    "channel.closed_ENDED": (
        "本网点的委托关系已到期",
        "This outlet's commission has run out",
    ),
    "channel.closed_LICENCE_ENDED": (
        "本网点的营业执照已到期",
        "This outlet's licence has run out",
    ),
    "channel.closed_SUSPENDED": (
        "运营商已暂停本网点的委托",
        "The carrier has suspended this outlet's commission",
    ),
    "channel.closed_REVOKED": (
        "运营商已撤销本网点的委托",
        "The carrier has revoked this outlet's commission",
    ),
    "channel.closed_DRAIN_ONLY": (
        "运营商只允许本终端提交已保存的登记",
        "The carrier lets this device submit what was saved, and nothing else",
    ),
    "channel.closed_REFUSED": (
        "运营商不再认可本终端",
        "The carrier no longer accepts this device",
    ),
    "channel.closed_day": ("最后有效日期 {day}", "Last day: {day}"),
    "channel.safe": (
        "已保存的登记都在本机，继续自动提交；没有完成的办理没有保存任何资料。",
        (
            "What was saved is on this computer and goes on being submitted; of an unfinished case "
            "nothing was kept."
        ),
    ),
    "channel.safe_REFUSED": (
        "已保存的登记都加密存放在本机，不会丢失；没有完成的办理没有保存任何资料。",
        (
            "What was saved lies sealed on this computer and is not lost; of an unfinished case "
            "nothing was kept."
        ),
    ),
    "channel.to_do_NOT_ADMITTED": (
        "请联系运营商完成现场验收；验收通过后本页自动消失。",
        "Ask the carrier for its visit; this page goes once the outlet is admitted.",
    ),
    "channel.to_do_NOT_BEGUN": (
        "请等到委托关系开始；日期有误的，请联系运营商。",
        "Wait until it begins; ask the carrier if the date is wrong.",
    ),
    "channel.to_do_ENDED": (
        "请联系运营商续签；续签后本页自动消失。",
        "Ask the carrier to renew it; this page goes once that is done.",
    ),
    "channel.to_do_LICENCE_ENDED": (
        "请更新营业执照后告知运营商；登记更新后本页自动消失。",
        "Renew the licence and tell the carrier; this page goes once it is entered.",
    ),
    "channel.to_do_SUSPENDED": (
        "请不要再受理客户，并联系运营商；恢复后本页自动消失。",
        "Serve nobody and ask the carrier; this page goes once it is restored.",
    ),
    "channel.to_do_REVOKED": (
        "请不要再受理客户；让本机保持联网，直到没有待提交的登记。有疑问请联系运营商。",
        "Serve nobody; keep this computer online until nothing is queued. Ask the carrier why.",
    ),
    "channel.to_do_DRAIN_ONLY": (
        "请让本机保持联网，直到没有待提交的登记，并联系运营商。",
        "Keep this computer online until nothing is queued, and ask the carrier.",
    ),
    "channel.to_do_REFUSED": (
        "请联系运营商；待提交的登记可以导出后由本网点的其他终端提交。",
        "Ask the carrier; what is queued can be exported, and another counter here submits it.",
    ),
    "channel.pending": ("{count} 单待提交", "{count} queued"),
    "channel.pending_none": ("没有待提交的登记", "Nothing is queued"),
    # The sign at the beginning of a shift
    "channel.sign_headline": ("请扫描门店统一标识上的二维码", "Scan the code on the outlet's sign"),
    "channel.sign_safe": (
        "每班开始时核对一次。本网点的统一标识是 {number}；核对之前不能受理客户。",
        "Once at the start of each shift. The sign here is {number}; nobody is served before.",
    ),
    "channel.sign_again": (
        "刚才扫描的不行：{reason}。请扫描本网点的统一标识 {number}。",
        "That was not it: {reason}. Scan the sign of this outlet, {number}.",
    ),
    "channel.sign_unknown": ("不是统一标识上的二维码", "it is no code of a sign"),
    "channel.sign_unsigned": ("不是运营商签发的标识", "the carrier has not signed it"),
    "channel.sign_outlet": ("是另一个网点的标识", "it is another outlet's sign"),
    "channel.sign_number": ("标识编号或代理编号不符", "its sign or agent number is another"),
    "channel.sign_early": ("标识尚未生效", "it is not valid yet"),
    "channel.sign_expired": ("标识已过期", "it has run out"),
    # Why a case was given up
    "channel.withdrawn_READER": (
        "读取证件的读卡器已被运营商停用",
        "the carrier has withdrawn the reader that read the card",
    ),
    "channel.withdrawn_NOT_ADMITTED": ("本网点尚未通过验收", "the outlet is not admitted"),
    "channel.withdrawn_NOT_BEGUN": ("委托关系尚未开始", "the commission has not begun"),
    "channel.withdrawn_ENDED": ("委托关系已到期", "the commission has run out"),
    "channel.withdrawn_LICENCE_ENDED": ("营业执照已到期", "the licence has run out"),
    "channel.withdrawn_SUSPENDED": ("委托已被暂停", "the commission was suspended"),
    "channel.withdrawn_REVOKED": ("委托已被撤销", "the commission was revoked"),
    "channel.withdrawn_DRAIN_ONLY": (
        "本终端只能提交已保存的登记",
        "this device may only submit what was saved",
    ),
    "channel.withdrawn_REFUSED": (
        "运营商不再认可本终端",
        "the carrier no longer accepts this device",
    ),
}

CHANNEL_ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "B-640": (
        (
            "正在办理的这一单已取消：{reason}。",
            "The open case was given up: {reason}.",
        ),
        (
            "这一单没有保存任何资料，预占的号码和名额已退回；以前已保存的登记照常提交。",
            "Nothing of it was saved, number and slot were given back; saved work is submitted.",
        ),
        (
            "请把证件交还客户，说明情况，并联系运营商。",
            "Hand the card back, tell the customer, and ask the carrier.",
        ),
    ),
    "B-641": (
        (
            "扫描的标识不能使用：{reason}。",
            "The sign that was scanned is not taken: {reason}.",
        ),
        (
            "没有读取任何证件；这次扫描已记入审计链。",
            "No card was read; the audit chain tells of the scan.",
        ),
        (
            "请扫描本网点门口的统一标识；标识损坏或遗失的，请联系运营商。",
            "Scan the sign at the door; ask the carrier for another if it is damaged or gone.",
        ),
    ),
}
