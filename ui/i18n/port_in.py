"""携号转网: a number of another carrier's, its code, and what that carrier has against it."""

__all__ = ["OF_CASE", "OF_SUBJECT", "OF_TROUBLES", "OF_VERDICTS", "ROWS"]

OF_SUBJECT: dict[str, tuple[str, str]] = {
    "subject.flow_port_in": ("携号转网", "Port-in"),
    "subject.authorisation": ("请问要携入哪个号码？", "Which number is brought along?"),
    "subject.authorisation_safe": (
        "请输入 11 位号码，和原运营商发给客户的授权码。先不要放证件。",
        "Type the number, and the code that its carrier has sent. No card is needed yet.",
    ),
    "subject.authorisation_online_only_safe": (
        "需联网办理：现在问不到原运营商。网络恢复后再办，先不要放证件。",
        "This needs the network: its carrier cannot be asked now. No card is needed yet.",
    ),
    "subject.authorising": ("正在向原运营商核对…", "Asking the present carrier…"),
    "subject.authorising_safe": ("请稍候。", "One moment."),
    "subject.go_on_authorisation": ("核对授权码", "Check the code"),
    "subject.ported_number": (
        "要携入的号码（手工填写，不是身份信息）",
        "Number to bring along (typed)",
    ),
    "subject.donor_code": ("授权码（请客户报出）", "Authorisation code"),
    "subject.donor_code_placeholder": ("原运营商短信中的数字", "from the carrier's message"),
    "subject.donor_code_missing": ("请输入授权码", "Type the authorisation code"),
    "subject.side_port_in": ("携入号码", "Number brought along"),
    "subject.state_elsewhere": ("原运营商：{donor}", "present carrier: {donor}"),
    "subject.proof_AUTHORISATION_CODE": ("授权码已核对", "authorisation code checked"),
    "subject.ported": (
        "转网生效以运营商通知为准",
        "the carrier tells when the number moves",
    ),
}

OF_CASE: dict[str, tuple[str, str]] = {
    "case.step_AUTHORISATION": ("号码与授权码", "Number and code"),
    "case.step_OFFER_AND_SIM": ("套餐与 SIM 卡", "Offer and SIM"),
    "case.hint_AUTHORISATION": ("输入号码和授权码", "type both"),
    "case.hint_OFFER_AND_SIM": ("套餐 · SIM 卡", "offer · SIM"),
    "case.hint_VERIFICATION_port_in": ("身份 · 人像 · 原运营商", "identity · face · donor"),
    "case.choose_offer": ("请选择套餐，并扫描新的 SIM 卡", "Choose an offer and scan the new SIM"),
    "case.choose_offer_safe": (
        "证件可以交还客户。{offers} 选套餐，扫码读 SIM 卡。转网生效前，客户仍用原来的卡。",
        "The card can go back. {offers} pick the offer. The old SIM serves until the number moves.",
    ),
    "case.go_on_offer": ("确定套餐和 SIM 卡", "Confirm offer and SIM"),
    "case.ended_safe_port_in": (
        "没有保存任何资料，证件可以交还客户。号码仍在原运营商。",
        "Nothing was saved; the card can go back. The number stays with its present carrier.",
    ),
}

OF_VERDICTS: dict[str, tuple[str, str]] = {
    "verdicts.check_DONOR": ("原运营商", "Present carrier"),
    "verdicts.word_DONOR_AGREES": ("同意携出", "agrees"),
    "verdicts.word_DONOR_CODE_WRONG": ("授权码无效", "code not valid"),
    "verdicts.word_DONOR_NOT_REGISTERED": ("原网未实名", "not registered"),
    "verdicts.word_DONOR_OTHER_PERSON": ("登记人是他人", "somebody else's"),
    "verdicts.word_DONOR_ARREARS": ("原网欠费", "money owed"),
    "verdicts.word_DONOR_CONTRACT": ("合约未到期", "under contract"),
    "verdicts.word_DONOR_TOO_NEW": ("入网时间不够", "too new there"),
    "verdicts.word_NUMBER_ALREADY_OURS": ("已在本网", "with us already"),
    "verdicts.why_DONOR_CODE_WRONG": (
        "授权码不对、已过期，或已经用过。",
        "The authorisation code is wrong, too old, or used up.",
    ),
    "verdicts.why_DONOR_NOT_REGISTERED": (
        "这个号码在原运营商没有实名登记。",
        "The number is not registered with its present carrier.",
    ),
    "verdicts.why_DONOR_OTHER_PERSON": (
        "这个号码在原运营商登记在他人名下，不能为这位客户携入。",
        "With its present carrier the number is somebody else's; this customer cannot bring it.",
    ),
    "verdicts.why_DONOR_ARREARS": (
        "这个号码在原运营商有欠费。",
        "Money is owed for the number with its present carrier.",
    ),
    "verdicts.why_DONOR_CONTRACT": (
        "这个号码在原运营商的合约还没有到期。",
        "The number is still under a contract with its present carrier.",
    ),
    "verdicts.why_DONOR_TOO_NEW": (
        "这个号码在原运营商入网还不满 120 天。",
        "The number has been in its present network for less than 120 days.",
    ),
    "verdicts.why_NUMBER_ALREADY_OURS": (
        "这个号码已经在本运营商。",
        "The number is with this carrier already.",
    ),
}

ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "B-625": (
        ("号码或授权码没有通过：{reason}", "Number or authorisation code was not taken: {reason}"),
        ("号码没有变化，没有保存任何资料。", "The number is unchanged and nothing was saved."),
        (
            "请与客户核对号码和授权码；仍不通过的，请客户向原运营商重新申请授权码。",
            "Check both with the customer; if it persists, a new code comes from that carrier.",
        ),
    ),
}

OF_TROUBLES: dict[str, tuple[str, str]] = {
    "troubles.port_in_number": ("不是 11 位手机号码", "that is no mobile number"),
    "troubles.port_in_nobodys": ("没有运营商有这个号码", "no carrier has such a number"),
    "troubles.port_in_ours": ("这个号码已经在本运营商", "it is with this carrier already"),
    "troubles.port_in_code": (
        "授权码不对、已过期，或今天试的次数太多",
        "the code is wrong, too old, or was tried too often today",
    ),
    "troubles.port_in_away": ("核验平台没有应答", "the gateway did not answer"),
}
