"""The rows of `troubles.py` about the business of a case (B-6xx) and its papers (P-7xx)."""

ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "B-600": (
        ("按规定这一步不能进行。", "The rules do not allow this now."),
        ("没有保存任何资料。", "Nothing was saved."),
        ("请按页面上的步骤办理。", "Follow the steps on the page."),
    ),
    "B-601": (
        ("现在不能离线采集：{limit}。", "Nothing more can be captured offline: {limit}."),
        ("已保存的登记不受影响。", "Saved registrations are safe."),
        ("请恢复网络后办理。", "Go on once the network is back."),
    ),
    "B-602": (
        ("有人在输入框中输入了身份证号码。", "Somebody typed an ID number into a field."),
        ("输入的内容已清除。", "It was cleared."),
        ("身份只能由读卡器从证件芯片读取。", "Identity comes from the card's chip only."),
    ),
    "B-603": (
        (
            "上一位客户的办理还没有结束，新放上的证件没有读取。",
            "A case is still open, so the new card was not taken.",
        ),
        ("这一单没有变化。", "The open case is unchanged."),
        ("请先完成或取消这一单，再请下一位客户放卡。", "Finish or cancel it first."),
    ),
    "B-604": (
        ("放上的是另一个人的证件。", "This card belongs to somebody else."),
        (
            "这一单没有变化，仍在等待原来的证件。",
            "The case is unchanged and waits for its own card.",
        ),
        ("请放上这一单客户本人的证件。", "Place the card of this case's customer."),
    ),
    "B-605": (
        ("号码预占已到期。", "The hold on the number has ended."),
        ("核验结论仍然有效。", "The verdicts still stand."),
        ("请重新选择号码。", "Please choose a number again."),
    ),
    "B-606": (
        (
            "没有可选的号码，或号码刚被别人选走。",
            "There is no number to choose, or it was just taken.",
        ),
        ("核验结论仍然有效。", "The verdicts still stand."),
        ("请换一个号码，或检索其他数字。", "Choose another number or search again."),
    ),
    "B-607": (
        ("需联网办理：核验平台现在无法连接。", "This needs the gateway, which is away."),
        ("没有读取任何证件资料，已保存的登记不受影响。", "Nothing was read; saved work is safe."),
        ("请恢复网络后再办理。", "Go on once the network is back."),
    ),
    "B-608": (
        ("还没有读取 SIM 卡。", "No SIM has been read yet."),
        ("核验结论仍然有效。", "The verdicts still stand."),
        ("请用扫码枪扫描 SIM 卡条码。", "Scan the bar code of the SIM."),
    ),
    "B-609": (
        ("扫到的内容现在用不上。", "What was scanned is of no use now."),
        ("这一单没有变化。", "Nothing has changed."),
        (
            "没有打开的业务单时可以扫描客户凭条；选号时扫描 SIM 卡条码。",
            "Scan a slip when no case is open, a SIM when it is asked for.",
        ),
    ),
    "B-610": (
        ("这张凭条现在不能继续办理：{reason}", "This slip cannot be used: {reason}"),
        ("没有读取任何证件资料。", "Nothing was read."),
        (
            "请按凭条上的联系方式查询，或为客户重新办理。",
            "Ask where the slip says, or begin a new case.",
        ),
    ),
    "B-611": (
        ("这不是手机号码，没有保存。", "That is no mobile number; it was not kept."),
        ("这一单没有变化。", "The case is unchanged."),
        ("请输入 11 位手机号码，或留空。", "Type eleven digits, or leave it empty."),
    ),
    "B-612": (
        ("核验结论已过有效时间。", "The verdicts have run out."),
        ("这一单仍然保留，预占的号码已退回。", "The case is kept; its number went back."),
        ("请重新核验，再选号码。", "Verify again, then choose a number."),
    ),
    "B-613": (
        (
            "放上的是同一个人的另一张证件，例如换领后的新证。",
            "This is another card of the same person, such as its renewal.",
        ),
        (
            "这一单没有变化，仍在等待原来的证件。",
            "The case is unchanged and waits for its own card.",
        ),
        (
            "请放上办理开始时的那张证件；要用新证的，请取消后重新办理。",
            "Place the card that the case began with, or cancel and start again with the new one.",
        ),
    ),
    "B-614": (
        ("运营商刚刚更新了配置：{what}。", "The carrier has just changed its terms: {what}."),
        ("这一单仍然保留。", "The case is kept."),
        ("请按页面重新办理这一步。", "Do this step again as the page says."),
    ),
    "B-615": (
        (
            "本网点的这类业务须用联网解码读卡器读证，这台读卡器不够。",
            "Here this flow needs a reader that is decoded online; this one is not enough.",
        ),
        ("没有读出任何内容，也没有保存。", "Nothing was shown and nothing was saved."),
        (
            "请把证件放到联网解码读卡器上；没有时请到自有营业厅办理。",
            "Lay the card on such a reader. Without one, send the customer to an own hall.",
        ),
    ),
    "B-616": (
        (
            "这一单里有一处内容像身份证号码（{place}），网关不会接收。",
            "Something here reads like an ID number ({place}); the gateway would refuse it.",
        ),
        ("没有保存，也没有发送；这一单仍然保留。", "Nothing was saved or sent. The case is kept."),
        (
            "请修改这一处后再提交；改不了时请取消这一单重新办理，并把括号里的名称告诉技术支持。",
            "Change it and submit again. If you cannot, cancel, begin anew, and tell support.",
        ),
    ),
    "B-617": (
        ("本网点不能办理这项业务。", "This outlet does not do that."),
        ("没有读取任何资料。", "Nothing was read."),
        ("请客户到自有营业厅办理。", "Refer the customer to one of the carrier's own halls."),
    ),
    "B-618": (
        ("号码或使用证明没有通过：{reason}", "The number or its proof was not taken: {reason}"),
        ("号码没有变化，没有保存任何资料。", "The number is unchanged and nothing was saved."),
        (
            "请核对号码，换用这个号码在用的 SIM 卡，或请客户重报验证码。",
            "Check the number, use its own SIM, or ask for the code again.",
        ),
    ),
    "B-619": (
        ("这张证件的本人已在这一单里。", "The holder of this card is in this case already."),
        ("这一单没有变化。", "The case is unchanged."),
        ("请放上另一位当事人的证件。", "Place the card of the other person."),
    ),
    "B-620": (
        ("复核中心已经答复。", "The review centre has answered already."),
        (
            "这一单没有变化，复核人的决定没有记入。",
            "The case is unchanged; this decision was not taken.",
        ),
        ("请稍候，中心的结论随即显示。", "Wait a moment; the centre's answer appears by itself."),
    ),
    "B-621": (
        (
            "没有显示名下号码：客户还没有通过核验，或这里不是自有营业厅。",
            "No numbers are shown: the customer is not verified, or this is no own hall.",
        ),
        ("这一单没有变化，没有显示任何号码。", "The case is unchanged; nothing was shown."),
        (
            "请取消这一单，在自有营业厅重新核验本人。",
            "Cancel this case, and verify the customer again in an own hall.",
        ),
    ),
    "B-628": (
        (
            "本厅今天办理的无芯片证件已达上限。",
            "This hall has captured as many documents without a chip as it may today.",
        ),
        ("没有开始办理，没有拍摄任何证件。", "Nothing was begun, and nothing photographed."),
        (
            "请客户改天再来，或到另一家自有营业厅办理。",
            "Ask the customer to come another day, or to go to another own hall.",
        ),
    ),
    "B-633": (
        (
            "中断的这一单等了 30 分钟没有重新读卡，已作废。",
            "The interrupted case waited 30 minutes for its card, and was given up.",
        ),
        (
            "没有保存任何资料，占用的号码已退回；已保存的登记不受影响。",
            "Nothing of it was kept and its number went back; saved work is safe.",
        ),
        ("客户回来后重新办理。", "Begin anew when the customer is back."),
    ),
    "P-700": (
        ("单据没有打印出来。", "The paper was not printed."),
        ("这一单已保存，打印不影响办理。", "The registration is saved; printing changes nothing."),
        ("请再打一次；反复出现时联系技术支持。", "Print again; if it persists, ask support."),
    ),
    "P-701": (
        ("设置中的打印机地址有误。", "The printer's address in the settings is wrong."),
        ("这一单已保存，打印不影响办理。", "The registration is saved; printing changes nothing."),
        (
            "请改正 config.toml 中的 printer.address，重新打开程序。",
            "Correct printer.address in config.toml and open the program again.",
        ),
    ),
    "P-702": (
        ("找不到打印机。", "The printer cannot be found."),
        ("这一单已保存，打印不影响办理。", "The registration is saved; printing changes nothing."),
        (
            "请检查连接线和打印机名称，然后再打一次。",
            "Check its cable and its name, then print again.",
        ),
    ),
    "P-703": (
        ("系统不允许使用这台打印机。", "This computer does not allow the printer to be used."),
        ("这一单已保存，打印不影响办理。", "The registration is saved; printing changes nothing."),
        ("请联系技术支持开通打印权限。", "Ask support for the right to print."),
    ),
    "P-704": (
        ("打印机没有应答，或中途断开。", "The printer does not answer, or broke off."),
        ("这一单已保存，打印不影响办理。", "The registration is saved; printing changes nothing."),
        (
            "请检查电源、连接线和机盖，然后再打一次。",
            "Check power, cable and lid, then print again.",
        ),
    ),
    "P-705": (
        ("打印机缺纸。", "The printer is out of paper."),
        ("这一单已保存，打印不影响办理。", "The registration is saved; printing changes nothing."),
        ("请装好纸，然后再打一次。", "Put in paper, then print again."),
    ),
    "P-706": (
        ("这张单据现在不能打印。", "This paper cannot be printed now."),
        ("登记和已经交给客户的单据不受影响。", "The registration and papers handed out are safe."),
        (
            "凭条只能在采集后、程序关闭前补打；受理单在资料保留期内补打。",
            "Slips can be printed until the program closes, acceptances while masks are kept.",
        ),
    ),
}
