"""What the codes on a card are called: sexes (GB/T 2261.1) and ethnic groups (GB/T 3304).

Looked up by code, never by position. Unknown codes are shown, not hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

__all__ = ["ETHNICITIES", "SEXES", "Language", "ethnicity_name", "sex_name", "unknown_name"]

Language: TypeAlias = Literal["zh", "en"]

SEXES: Final[Mapping[str, tuple[str, str]]] = {
    "0": ("未知", "unknown"),
    "1": ("男", "male"),
    "2": ("女", "female"),
    "9": ("未说明", "not stated"),
}

# GB/T 3304; 81 and 83 occur in population systems beside it. 57, an encoding error of one
# legacy table, stays unknown on purpose.
ETHNICITIES: Final[Mapping[str, tuple[str, str]]] = {
    "01": ("汉", "Han"),
    "02": ("蒙古", "Mongol"),
    "03": ("回", "Hui"),
    "04": ("藏", "Zang"),
    "05": ("维吾尔", "Uygur"),
    "06": ("苗", "Miao"),
    "07": ("彝", "Yi"),
    "08": ("壮", "Zhuang"),
    "09": ("布依", "Buyei"),
    "10": ("朝鲜", "Chosen"),
    "11": ("满", "Man"),
    "12": ("侗", "Dong"),
    "13": ("瑶", "Yao"),
    "14": ("白", "Bai"),
    "15": ("土家", "Tujia"),
    "16": ("哈尼", "Hani"),
    "17": ("哈萨克", "Kazak"),
    "18": ("傣", "Dai"),
    "19": ("黎", "Li"),
    "20": ("傈僳", "Lisu"),
    "21": ("佤", "Va"),
    "22": ("畲", "She"),
    "23": ("高山", "Gaoshan"),
    "24": ("拉祜", "Lahu"),
    "25": ("水", "Sui"),
    "26": ("东乡", "Dongxiang"),
    "27": ("纳西", "Naxi"),
    "28": ("景颇", "Jingpo"),
    "29": ("柯尔克孜", "Kirgiz"),
    "30": ("土", "Tu"),
    "31": ("达斡尔", "Daur"),
    "32": ("仫佬", "Mulao"),
    "33": ("羌", "Qiang"),
    "34": ("布朗", "Blang"),
    "35": ("撒拉", "Salar"),
    "36": ("毛南", "Maonan"),
    "37": ("仡佬", "Gelao"),
    "38": ("锡伯", "Xibe"),
    "39": ("阿昌", "Achang"),
    "40": ("普米", "Pumi"),
    "41": ("塔吉克", "Tajik"),
    "42": ("怒", "Nu"),
    "43": ("乌孜别克", "Uzbek"),
    "44": ("俄罗斯", "Russ"),
    "45": ("鄂温克", "Ewenki"),
    "46": ("德昂", "De'ang"),
    "47": ("保安", "Bonan"),
    "48": ("裕固", "Yugur"),
    "49": ("京", "Gin"),
    "50": ("塔塔尔", "Tatar"),
    "51": ("独龙", "Derung"),
    "52": ("鄂伦春", "Oroqen"),
    "53": ("赫哲", "Hezhen"),
    "54": ("门巴", "Monba"),
    "55": ("珞巴", "Lhoba"),
    "56": ("基诺", "Jino"),
    "81": ("穿青人", "Chuanqing"),
    "83": ("革家人", "Gejia"),
    "97": ("其他", "other"),
    "98": ("外国血统中国籍人士", "naturalised"),
}


def unknown_name(code: str, language: Language) -> str:
    """Say that a code is not in its table, with the code."""
    return f"未知（{code}）" if language == "zh" else f"unknown ({code})"


def sex_name(code: str, language: Language = "zh") -> str:
    """Name a sex by its code."""
    return _name(SEXES, code, language)


def ethnicity_name(code: str, language: Language = "zh") -> str:
    """Name an ethnic group by its code; a blank code has a blank name."""
    return _name(ETHNICITIES, code, language) if code else ""


def _name(table: Mapping[str, tuple[str, str]], code: str, language: Language) -> str:
    names = table.get(code)
    if names is None:
        return unknown_name(code, language)
    return names[0] if language == "zh" else names[1]
