"""Countries by their three letters (2017 edition) or three digits (2023 edition), GB/T 2659.

The standard takes its codes from ISO 3166-1. This table is for display, so it is short of
territories; a code it lacks is shown as unknown.
"""

from __future__ import annotations

from typing import Final

from drivers.card.codes import Language, unknown_name

__all__ = ["nationality_name"]

_TABLE: Final = """
AFG 004 阿富汗 Afghanistan|ALB 008 阿尔巴尼亚 Albania|DZA 012 阿尔及利亚 Algeria
AND 020 安道尔 Andorra|AGO 024 安哥拉 Angola|ATG 028 安提瓜和巴布达 Antigua and Barbuda
ARG 032 阿根廷 Argentina|ARM 051 亚美尼亚 Armenia|AUS 036 澳大利亚 Australia
AUT 040 奥地利 Austria|AZE 031 阿塞拜疆 Azerbaijan|BHS 044 巴哈马 Bahamas
BHR 048 巴林 Bahrain|BGD 050 孟加拉国 Bangladesh|BRB 052 巴巴多斯 Barbados
BLR 112 白俄罗斯 Belarus|BEL 056 比利时 Belgium|BLZ 084 伯利兹 Belize
BEN 204 贝宁 Benin|BTN 064 不丹 Bhutan|BOL 068 玻利维亚 Bolivia
BIH 070 波斯尼亚和黑塞哥维那 Bosnia and Herzegovina|BWA 072 博茨瓦纳 Botswana
BRA 076 巴西 Brazil|BRN 096 文莱 Brunei Darussalam|BGR 100 保加利亚 Bulgaria
BFA 854 布基纳法索 Burkina Faso|BDI 108 布隆迪 Burundi|CPV 132 佛得角 Cabo Verde
KHM 116 柬埔寨 Cambodia|CMR 120 喀麦隆 Cameroon|CAN 124 加拿大 Canada
CAF 140 中非 Central African Republic|TCD 148 乍得 Chad|CHL 152 智利 Chile
CHN 156 中国 China|COL 170 哥伦比亚 Colombia|COM 174 科摩罗 Comoros
COG 178 刚果（布） Congo|COD 180 刚果（金） Congo, Democratic Republic
COK 184 库克群岛 Cook Islands|CRI 188 哥斯达黎加 Costa Rica|CIV 384 科特迪瓦 Côte d'Ivoire
HRV 191 克罗地亚 Croatia|CUB 192 古巴 Cuba|CYP 196 塞浦路斯 Cyprus|CZE 203 捷克 Czechia
DNK 208 丹麦 Denmark|DJI 262 吉布提 Djibouti|DMA 212 多米尼克 Dominica
DOM 214 多米尼加 Dominican Republic|ECU 218 厄瓜多尔 Ecuador|EGY 818 埃及 Egypt
SLV 222 萨尔瓦多 El Salvador|GNQ 226 赤道几内亚 Equatorial Guinea|ERI 232 厄立特里亚 Eritrea
EST 233 爱沙尼亚 Estonia|SWZ 748 斯威士兰 Eswatini|ETH 231 埃塞俄比亚 Ethiopia
FJI 242 斐济 Fiji|FIN 246 芬兰 Finland|FRA 250 法国 France|GAB 266 加蓬 Gabon
GMB 270 冈比亚 Gambia|GEO 268 格鲁吉亚 Georgia|DEU 276 德国 Germany|GHA 288 加纳 Ghana
GRC 300 希腊 Greece|GRD 308 格林纳达 Grenada|GTM 320 危地马拉 Guatemala|GIN 324 几内亚 Guinea
GNB 624 几内亚比绍 Guinea-Bissau|GUY 328 圭亚那 Guyana|HTI 332 海地 Haiti
HND 340 洪都拉斯 Honduras|HUN 348 匈牙利 Hungary|ISL 352 冰岛 Iceland|IND 356 印度 India
IDN 360 印度尼西亚 Indonesia|IRN 364 伊朗 Iran|IRQ 368 伊拉克 Iraq|IRL 372 爱尔兰 Ireland
ISR 376 以色列 Israel|ITA 380 意大利 Italy|JAM 388 牙买加 Jamaica|JPN 392 日本 Japan
JOR 400 约旦 Jordan|KAZ 398 哈萨克斯坦 Kazakhstan|KEN 404 肯尼亚 Kenya|KIR 296 基里巴斯 Kiribati
PRK 408 朝鲜 Korea, Democratic People's Republic|KOR 410 韩国 Korea, Republic
KWT 414 科威特 Kuwait|KGZ 417 吉尔吉斯斯坦 Kyrgyzstan|LAO 418 老挝 Lao PDR|LVA 428 拉脱维亚 Latvia
LBN 422 黎巴嫩 Lebanon|LSO 426 莱索托 Lesotho|LBR 430 利比里亚 Liberia|LBY 434 利比亚 Libya
LIE 438 列支敦士登 Liechtenstein|LTU 440 立陶宛 Lithuania|LUX 442 卢森堡 Luxembourg
MDG 450 马达加斯加 Madagascar|MWI 454 马拉维 Malawi|MYS 458 马来西亚 Malaysia
MDV 462 马尔代夫 Maldives|MLI 466 马里 Mali|MLT 470 马耳他 Malta|MHL 584 马绍尔群岛 Marshall Islands
MRT 478 毛里塔尼亚 Mauritania|MUS 480 毛里求斯 Mauritius|MEX 484 墨西哥 Mexico
FSM 583 密克罗尼西亚 Micronesia|MDA 498 摩尔多瓦 Moldova|MCO 492 摩纳哥 Monaco
MNG 496 蒙古 Mongolia|MNE 499 黑山 Montenegro|MAR 504 摩洛哥 Morocco|MOZ 508 莫桑比克 Mozambique
MMR 104 缅甸 Myanmar|NAM 516 纳米比亚 Namibia|NRU 520 瑙鲁 Nauru|NPL 524 尼泊尔 Nepal
NLD 528 荷兰 Netherlands|NZL 554 新西兰 New Zealand|NIC 558 尼加拉瓜 Nicaragua|NER 562 尼日尔 Niger
NGA 566 尼日利亚 Nigeria|NIU 570 纽埃 Niue|MKD 807 北马其顿 North Macedonia|NOR 578 挪威 Norway
OMN 512 阿曼 Oman|PAK 586 巴基斯坦 Pakistan|PLW 585 帕劳 Palau|PSE 275 巴勒斯坦 Palestine
PAN 591 巴拿马 Panama|PNG 598 巴布亚新几内亚 Papua New Guinea|PRY 600 巴拉圭 Paraguay
PER 604 秘鲁 Peru|PHL 608 菲律宾 Philippines|POL 616 波兰 Poland|PRT 620 葡萄牙 Portugal
QAT 634 卡塔尔 Qatar|ROU 642 罗马尼亚 Romania|RUS 643 俄罗斯 Russian Federation
RWA 646 卢旺达 Rwanda|KNA 659 圣基茨和尼维斯 Saint Kitts and Nevis|LCA 662 圣卢西亚 Saint Lucia
VCT 670 圣文森特和格林纳丁斯 Saint Vincent and the Grenadines|WSM 882 萨摩亚 Samoa
SMR 674 圣马力诺 San Marino|STP 678 圣多美和普林西比 Sao Tome and Principe
SAU 682 沙特阿拉伯 Saudi Arabia|SEN 686 塞内加尔 Senegal|SRB 688 塞尔维亚 Serbia
SYC 690 塞舌尔 Seychelles|SLE 694 塞拉利昂 Sierra Leone|SGP 702 新加坡 Singapore
SVK 703 斯洛伐克 Slovakia|SVN 705 斯洛文尼亚 Slovenia|SLB 090 所罗门群岛 Solomon Islands
SOM 706 索马里 Somalia|ZAF 710 南非 South Africa|SSD 728 南苏丹 South Sudan|ESP 724 西班牙 Spain
LKA 144 斯里兰卡 Sri Lanka|SDN 729 苏丹 Sudan|SUR 740 苏里南 Suriname|SWE 752 瑞典 Sweden
CHE 756 瑞士 Switzerland|SYR 760 叙利亚 Syrian Arab Republic|TJK 762 塔吉克斯坦 Tajikistan
TZA 834 坦桑尼亚 Tanzania|THA 764 泰国 Thailand|TLS 626 东帝汶 Timor-Leste|TGO 768 多哥 Togo
TON 776 汤加 Tonga|TTO 780 特立尼达和多巴哥 Trinidad and Tobago|TUN 788 突尼斯 Tunisia
TUR 792 土耳其 Türkiye|TKM 795 土库曼斯坦 Turkmenistan|TUV 798 图瓦卢 Tuvalu|UGA 800 乌干达 Uganda
UKR 804 乌克兰 Ukraine|ARE 784 阿联酋 United Arab Emirates|GBR 826 英国 United Kingdom
USA 840 美国 United States|URY 858 乌拉圭 Uruguay|UZB 860 乌兹别克斯坦 Uzbekistan
VUT 548 瓦努阿图 Vanuatu|VAT 336 梵蒂冈 Holy See|VEN 862 委内瑞拉 Venezuela|VNM 704 越南 Viet Nam
YEM 887 也门 Yemen|ZMB 894 赞比亚 Zambia|ZWE 716 津巴布韦 Zimbabwe
"""


def nationality_name(code: str, language: Language = "zh") -> str:
    """Name a country by its three letters or three digits; a blank code has a blank name."""
    if not code:
        return ""
    for entry in _TABLE.strip().replace("\n", "|").split("|"):
        letters, digits, chinese, english = entry.split(" ", 3)
        if code in (letters, digits):
            return chinese if language == "zh" else english
    return unknown_name(code, language)
