"""Pictures and symbols that stand for a character: by what they show, or by how it sounds."""

import json
from collections import defaultdict

from tools.bench.evasion.sources import folder

LONGEST_NAME = 3
# what people write in listings; each character stands for the symbols after it
USUAL = (
    "一1️⃣①➊Ⅰ 二2️⃣②Ⅱ 三3️⃣③Ⅲ 四4️⃣④Ⅳ 五5️⃣⑤Ⅴ 六6️⃣⑥ 七7️⃣⑦ 八8️⃣⑧ 九9️⃣⑨ 十🔟⑩ 加➕ 减➖ 乘✖️ 除➗ 元¥💰 "
    "钱💰💵 心❤️💗 爱❤️ 花🌸 火🔥 水💧 鸡🐔 马🐎 牛🐮 狗🐶 猫🐱 虎🐯 龙🐲 蛇🐍 鼠🐭 猪🐷 兔🐰 羊🐑 猴🐵 鱼🐟 鸟🐦 象🐘 "
    "枪🔫 刀🔪 药💊 酒🍷 烟🚬 车🚗 船🚢 手✋ 口👄 眼👁️ 耳👂 鼻👃 脚🦶 人👤 头👤 日☀️ 月🌙 星⭐ 雨🌧️ 雪❄️ 山⛰️ 木🌲 草🌿 树🌳 "
    "米🍚 面🍜 蛋🥚 肉🥩 瓜🍉 桃🍑 茶🍵 毒☠️ 死💀 鬼👻 家🏠 门🚪 书📖 电⚡ 话📞 信✉️ 号#️⃣ 金🏅 银🥈 王👑 针💉 血🩸 骨🦴 牙🦷 角🦄 "
    "包🎒 衣👕 鞋👟 帽🎩 球⚽ 灯💡 钟⏰ 票🎫 卡💳 笔✏️ 箭🏹 弓🏹 弹💣 上⬆️ 下⬇️ 左⬅️ 右➡️ 大🅰️ 可🉑 满🈵 禁🈲 空🈳 得🉐 有🈶 无🈚 女👩 男👨 "
    "发💇 吃🍴 看👀 唱🎤 赌🎲 牌🀄 彩🌈 红🔴 黄🟡 蓝🔵 绿🟢 白⚪ 黑⚫ 紫🟣 不❌ 对✔️ 好👌 给🤲 请🙏 打👊 走🚶 跑🏃 飞✈️ 气💨 瓶🍼"
)


def _symbols(written: str) -> list[str]:
    """Cut a run of symbols; joiners and variation selectors stay with what they follow."""
    cut: list[str] = []
    for char in written:
        if cut and char in "\ufe0f\u20e3":
            cut[-1] += char
        else:
            cut.append(char)
    return cut


def pictures(reading: dict[str, str]) -> dict[str, list[str]]:
    """Give the pictures for characters and short names: the usual ones and Unicode's names."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in USUAL.split():
        found[entry[0]] += _symbols(entry[1:])
    home = folder("emoji")
    if home is None:
        return dict(found)
    names = json.loads((home / "unicode_codes/emoji_zh.json").read_text(encoding="utf-8"))
    for picture, name in names.items():
        plain = name.strip(":") if isinstance(name, str) else ""
        if 0 < len(plain) <= LONGEST_NAME and "_" not in plain:
            found[plain].append(picture)
    heard: dict[str, list[str]] = defaultdict(list)
    for name, shown in list(found.items()):
        if len(name) == 1 and name in reading:
            heard[reading[name]] += shown[:1]
    for char, said in reading.items():
        if said in heard and char not in found:
            found[char] = heard[said][:3]
    return dict(found)
