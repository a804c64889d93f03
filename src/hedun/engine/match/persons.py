"""Names of people: enough to tell 张三 in brackets from a place or a brand."""

import re
from typing import Final

SURNAMES: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛"
    "温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫"
    "查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边楚蒲穆戚骆仇栾肖闫付"
)
_COMPOUND: Final = (
    "欧阳",
    "上官",
    "诸葛",
    "司马",
    "司徒",
    "皇甫",
    "东方",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "夏侯",
    "长孙",
    "端木",
)
_MASKED: Final = re.compile(r"[\u4e00-\u9fff]?[*某]{1,2}[\u4e00-\u9fff]?")
_HAN: Final = re.compile(r"[\u4e00-\u9fff*某]+")


def is_name(text: str) -> bool:
    """Tell whether a text may be the name of a person, also a masked one (张*, 李某某)."""
    if not 2 <= len(text) <= 4 or not _HAN.fullmatch(text):
        return False
    if _MASKED.fullmatch(text):
        return True
    if text.startswith(_COMPOUND):
        return len(text) > 2
    return text[0] in SURNAMES and len(text) < 4
