"""The words of the demo panel. They are no part of the product and of its catalogue."""

from __future__ import annotations

from typing import Final

__all__ = ["CARRIER", "FAULTS", "kind_word", "word"]

_WORDS: Final = {
    "title": ("演示控制台", "Demo panel"),
    "people": ("虚构人员（双击放上证件）", "Invented people (double-click lays the card)"),
    "lay": ("放上", "Lay card"),
    "lift": ("拿起", "Lift card"),
    "plate_empty": ("读卡器上没有证件", "No card on the reader"),
    "plate_holds": ("读卡器上：{card}", "On the reader: {card}"),
    "gateway": ("核验平台运行", "Gateway is running"),
    "reader": ("读卡器已插入", "Reader is plugged in"),
    "faults": ("读卡故障", "Reading faults"),
    "clear": ("清除故障", "Clear faults"),
    "scanner": ("扫码枪", "Scanner"),
    "sim": ("扫描一张 SIM 卡", "Scan a SIM"),
    "slip": ("扫描最近的凭条", "Scan the last slip"),
    "carrier": ("运营商一侧", "The carrier's side"),
    "digits": ("动态口令（工号 → 6 位数字）", "Authenticator codes (work id → digits)"),
    "carrier_choose": ("选择…", "Choose…"),
    "trouble": ("演示控制台未能执行：{trouble}", "The panel could not do that: {trouble}"),
}

_KINDS: Final = {
    "RESIDENT": ("居民身份证", "Resident ID"),
    "HMT_RESIDENT": ("港澳台居住证", "HK/Macao/Taiwan permit"),
    "FOREIGN_PR_2017": ("永居证 2017", "Foreign PR 2017"),
    "FOREIGN_PR_2023": ("永居证 2023", "Foreign PR 2023"),
}

FAULTS: Final = {
    "card_lost times=1 on=read_base": (
        "读证时拿走证件（一次）",
        "The card leaves in the middle of a read (once)",
    ),
    "garbage_before": ("线路上有杂乱字节", "Litter on the line"),
    "split": ("应答被拆成小块", "Replies in small pieces"),
    "bad_checksum times=3": ("校验和错误（三次）", "Wrong checksum (three times)"),
    "silent times=3": ("不应答（三次）", "No reply (three times)"),
    "wrong_status status=81 on=select_card": ("证件芯片无法读取", "The chip cannot be read"),
}
"""What can be brought into force, as the simulator spells it, and how the panel calls it."""

CARRIER: Final = {
    "register down": ("人口信息库停用", "The population register is down"),
    "register up": ("人口信息库恢复", "The population register is back"),
    "completion CUSTOMER_RETURNS": (
        "离线采集后客户再次到店（F7 取新配置）",
        "Captured offline, the customer returns (F7 fetches it)",
    ),
    "completion GATEWAY_COMPLETES": (
        "离线采集后由运营商核验完成（F7 取新配置）",
        "Captured offline, the carrier completes (F7 fetches it)",
    ),
}
"""What can be told to the gateway, as it spells it, and how the panel calls it."""


def word(key: str, language: str) -> str:
    """One text of the panel."""
    return _WORDS[key][language == "en"]


def kind_word(kind: str, language: str) -> str:
    """What kind of card it is, briefly."""
    return _KINDS[kind][language == "en"]
