"""The rows of `verdicts.py` about numbers: how many, and of one that exists why it ended."""

OF_NUMBERS: dict[str, tuple[str, str]] = {
    "verdicts.quota": (
        "本企业名下已有 {in_use} 个号码，本次为第 {this} 个，上限 {limit} 个",
        "{in_use} numbers with this carrier, this is number {this}, limit {limit}",
    ),
    "verdicts.quota_queued": (
        "本次启动后为此人离线采集 {queued} 个号码；此前排队的未知，以核验平台为准",
        (
            "{queued} captured for this person since the start; "
            "earlier ones are unknown here, the gateway decides"
        ),
    ),
    "verdicts.quota_review": ("第 {this} 个号码·待复核", "no. {this}: to review"),
    "verdicts.quota_reviewed": ("第 {this} 个号码·已复核", "no. {this}: reviewed"),
    "verdicts.word_USE_PROVEN": ("在用", "in use"),
    "verdicts.word_USE_NOT_PROVEN": ("未证明在用", "not proven"),
    "verdicts.word_OWNER_CONFIRMED": ("可办理", "may go on"),
    "verdicts.word_OWNER_DIFFERENT": ("登记人是他人", "somebody else's"),
    "verdicts.word_NUMBER_NOT_FOUND": ("没有这个号码", "no such number"),
    "verdicts.word_NUMBER_COMPLETE": ("已登记完整", "registered already"),
    "verdicts.word_NUMBER_INCOMPLETE": ("未登记完整", "not registered wholly"),
    "verdicts.word_NUMBER_NOT_FLAGGED": ("没有风险标记", "not flagged"),
    "verdicts.word_NUMBER_FLAGGED": ("有风险标记", "flagged"),
    "verdicts.word_NUMBER_TERMINATED": ("已销户", "terminated"),
    "verdicts.why_USE_NOT_PROVEN": ("没有证明号码由客户在用。", "Its use is not proven."),
    "verdicts.why_OWNER_DIFFERENT": (
        "这个号码登记在他人名下，不能为这位客户办理。",
        "The number stands in somebody else's name; nothing is done about it for this customer.",
    ),
    "verdicts.why_NUMBER_NOT_FOUND": ("本运营商没有这个号码。", "There is no such number."),
    "verdicts.why_NUMBER_COMPLETE": ("这个号码已登记完整。", "It is registered already."),
    "verdicts.why_NUMBER_INCOMPLETE": (
        "这个号码未登记，或登记信息不全。",
        "The number is not registered, or not wholly.",
    ),
    "verdicts.why_NUMBER_NOT_FLAGGED": (
        "这个号码没有风险标记，不需要二次实人认证。",
        "The number is not flagged, so nobody has to be checked.",
    ),
    "verdicts.why_NUMBER_FLAGGED": (
        "这个号码有风险标记，还没有做二次实人认证。",
        "The number is flagged, and its person was not checked once more.",
    ),
    "verdicts.why_OWN_HALL_ONLY": (
        "这项业务只能在自有营业厅办理。",
        "This is done in the carrier's own halls only.",
    ),
    "verdicts.why_SAME_PERSON": (
        "两个角色是同一人。",
        "Both roles are the same person.",
    ),
    "verdicts.why_SAME_PERSON_transfer": (
        "原机主和新机主是同一人。",
        "Present and new owner are the same person.",
    ),
    "verdicts.why_OWN_NUMBERS_REFUSED": (
        "没有显示名下号码：本人没有通过核验，或不是自有营业厅。",
        "No numbers are shown: nobody is verified, or this is no own hall.",
    ),
    "verdicts.why_NUMBER_NOT_LISTED": (
        "这个号码不在客户本次查看的名下号码里，或已提出过异议。",
        "The number is none of those that this customer was shown, or is disputed already.",
    ),
    "verdicts.word_NUMBER_DISPUTED": ("有异议", "disputed"),
    "verdicts.why_NUMBER_DISPUTED": (
        "登记人对这个号码提出了异议，核查结束前不能过户，也不能补换卡。",
        "Its holder disputes it; until the answer it is neither transferred nor given another SIM.",
    ),
    "verdicts.word_NUMBER_SUSPENDED": ("停机中", "suspended"),
    "verdicts.why_NUMBER_SUSPENDED": (
        "这个号码处于停机状态，不能过户。",
        "The number is suspended; until it is restored it is not transferred.",
    ),
    "verdicts.why_DISPUTE_UPHELD": (
        "异议成立：这个号码已不在客户名下。",
        "The dispute was upheld: the number stands in this name no more.",
    ),
    "verdicts.why_DISPUTE_REGISTERED_IN_PERSON": (
        "异议不成立：经核查，号码由本人持证件并经人像比对登记。",
        "Not upheld: the number was registered with the person's own card and face.",
    ),
    "verdicts.why_DISPUTE_WITHDRAWN": (
        "异议已撤回：客户确认号码是本人的。",
        "Withdrawn: the customer has said that the number is theirs.",
    ),
    "verdicts.why_NUMBER_TERMINATED": ("这个号码已销户。", "The number was terminated."),
    "verdicts.why_CODE_WRONG": ("验证码不对或已失效。", "The code is wrong or too old."),
    "verdicts.why_CODE_NOT_SENT": (
        "现在不能向这个号码发送验证码。",
        "No code can be sent to this number now.",
    ),
}
