"""What a person at the reader is told to do, in the language of the system."""

from __future__ import annotations

import locale
import os
from typing import Final

__all__ = ["SENTENCES", "sentences"]

SENTENCES: Final = {
    "zh_CN": {
        "lay_first": "请把第一张测试证件放在读卡器上, 放好后不要移动。",
        "lay_second": "请放上另一张测试证件; 只有一张时请等待。",
        "lift": "请拿开证件。",
        "pull": "请放上证件, 听到提示音之前立即拿开。",
        "wait": "(最多等待 {seconds} 秒)",
    },
    "en": {
        "lay_first": "Lay the first test card on the reader, and leave it there.",
        "lay_second": "Lay another test card; if there is only one, just wait.",
        "lift": "Take the card off.",
        "pull": "Lay the card and take it off at once, before the tone.",
        "wait": "(up to {seconds} s)",
    },
}


def sentences() -> dict[str, str]:
    """Those of the system's language: Chinese, or else English."""
    names = (os.environ.get("LC_ALL"), os.environ.get("LC_MESSAGES"), os.environ.get("LANG"))
    told = next((name for name in names if name), None) or locale.getlocale()[0] or ""
    return SENTENCES["zh_CN" if told.startswith(("zh", "Chinese")) else "en"]
