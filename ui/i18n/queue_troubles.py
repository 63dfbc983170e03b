"""The rows of `troubles.py` about the queue as a whole and its files (Q-8xx)."""

ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "Q-800": (
        ("对待提交登记的操作没有完成。", "What was asked of the queue was not done."),
        ("所有登记都没有变化。", "No registration has changed."),
        ("请再试一次；反复出现时联系技术支持。", "Try again; if it persists, ask support."),
    ),
    "Q-801": (
        (
            "这个密封登记文件不能导入：{reason}。",
            "This file of sealed records is not taken: {reason}.",
        ),
        ("没有导入任何一单，本机的登记没有变化。", "Nothing was taken; this queue is unchanged."),
        ("请在原来的终端重新导出，并核对网点。", "Export it again where it came from."),
    ),
    "Q-802": (
        (
            "密封登记文件不能读写（{reason}）。",
            "The file of sealed records cannot be read or written ({reason}).",
        ),
        ("所有登记仍在本机，没有变化。", "Every registration is still on this computer."),
        ("请换一个文件名或文件夹再试。", "Choose another name or folder."),
    ),
    "Q-803": (
        (
            "还有登记没有回执：{pending} 单待提交，{quarantined} 单异常。",
            "Some have no receipt yet: {pending} waiting, {quarantined} set aside.",
        ),
        ("没有删除任何资料。", "Nothing was removed."),
        (
            "请先提交，或先导出密封文件，再停用本机。",
            "Submit them or export the sealed file first, then give this computer up.",
        ),
    ),
    "Q-804": (
        (
            "核验平台恢复到了较早的状态，已有回执的 {count} 单在平台上已不存在。",
            "The gateway was put back to an earlier state and has lost {count} that had receipts.",
        ),
        (
            "回执和加密资料都在本机；凭原回执按原样重新提交，不会重复生效。",
            "Receipts and sealed records are here; they are sent again, with effect once only.",
        ),
        (
            "无需操作，不要为客户重新办理。",
            "Nothing to do. Do not register these customers anew.",
        ),
    ),
    "Q-805": (
        (
            "核验平台恢复后缺少 {count} 单，其加密资料在本机已按期销毁：序号 {numbers}。",
            "The restored gateway lacks {count} whose sealed records are gone: No. {numbers}.",
        ),
        (
            "平台签名的原回执仍保存在本机，可作凭据。",
            "The receipts that it signed are kept on this computer, as evidence.",
        ),
        (
            "请把序号告知运营商，由其依据回执处理。",
            "Tell the carrier these numbers; the receipts prove them.",
        ),
    ),
    "Q-806": (
        (
            "核验平台恢复后，对第 {number} 单的结论与原回执不同。",
            "After it was restored, the gateway has decided about No. {number} otherwise.",
        ),
        (
            "以新的签名回执为准；原回执也保存在本机。",
            "The new signed receipt counts; the earlier one is kept as well.",
        ),
        (
            "请在登记列表中查看新结论，并告知客户。",
            "Look up the new outcome in the list and tell the customer.",
        ),
    ),
    "Q-807": (
        (
            "还须保存：回执 {receipts}、未决 {open}、密文 {sealed}、审计 {audit}。",
            "To be kept: receipts {receipts}, open {open}, sealed {sealed}, audit {audit}.",
        ),
        ("没有删除任何资料。", "Nothing was removed."),
        (
            "请等结论和会签到齐，并导出审计链；确定放弃其余凭据的，加 --drop-evidence 再执行。",
            "Let what is open be decided, write the audit out; --drop-evidence drops the rest.",
        ),
    ),
}
