"""Why a blank SIM does not go over this counter, and what the book of them refuses."""

from ui.i18n.esim import OF_VERDICTS

STOCK_ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "B-631": (
        ("这张 SIM 卡不能在这里用出：{reason}", "This SIM does not go out here: {reason}"),
        ("核验结论仍然有效，没有占用号码。", "The verdicts still stand, and no number was taken."),
        ("请换一张 SIM 卡。", "Take another SIM."),
    ),
    "B-632": (
        ("没有登记到库存账上：{reason}", "Nothing was booked: {reason}"),
        ("库存账没有变化。", "The book of SIMs is unchanged."),
        (
            "请重新扫描并核对；仍不一致的，请与运营商的发卡人员核对。",
            "Scan anew and compare; if it persists, ask whoever delivers the SIMs.",
        ),
    ),
}

OF_STOCK_TROUBLES: dict[str, tuple[str, str]] = {
    "troubles.stock_sim": (
        "这张卡现在不在能这样登记的状态，或同一张卡扫了两次。",
        "the SIM is not where that would need it to be, or was scanned twice.",
    ),
    "troubles.stock_delivery": (
        "扫描的卡与待签收的一批不一致。",
        "what was scanned is not the parcel that is on its way.",
    ),
    "troubles.stock_role": (
        "退回、遗失和找回由值班长登记。",
        "returned, missing and found again are a supervisor's to book.",
    ),
}

OF_STOCK: dict[str, tuple[str, str]] = {
    **OF_VERDICTS,
    "verdicts.why_SIM_OF_ANOTHER_OUTLET": (
        "这张 SIM 卡属于另一个网点，不能在这里用出。",
        "This SIM is another outlet's and does not go out here.",
    ),
    "verdicts.why_SIM_SPOILED": (
        "这张 SIM 卡已登记为坏卡。",
        "This SIM was booked as spoiled.",
    ),
    "verdicts.why_SIM_UNKNOWN": (
        "这张 SIM 卡不在运营商的发卡账上。",
        "The carrier has delivered no such SIM.",
    ),
    "verdicts.why_SIM_NOT_RECEIVED": (
        "这张 SIM 卡所在的一批还没有签收。",
        "This SIM is of a parcel that was not received yet.",
    ),
    "verdicts.why_SIM_WITHDRAWN": (
        "这张 SIM 卡已退回或已登记为遗失。",
        "This SIM was returned, or booked as missing.",
    ),
    "verdicts.why_SIM_NOT_BOOKED": (
        "这张 SIM 卡现在不能这样登记。",
        "This SIM cannot be booked so now.",
    ),
    "verdicts.why_DELIVERY_REFUSED": (
        "扫描的卡与待签收的一批不一致，或这一批不属于本网点。",
        "What was scanned is not the parcel, or the parcel is not this outlet's.",
    ),
}
