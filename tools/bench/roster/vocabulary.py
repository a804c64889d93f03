"""What generated names and addresses are made of: our own lists, and the engine's open tables.

No text of a real register is used. A tenth of the trades is not in `engine/match/tables`, so
that the parser does not know every word that it meets.
"""

import csv
import functools
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hedun.engine.match.persons import SURNAMES
from hedun.engine.match.trades import GENERAL, GROUP
from hedun.engine.text import lookup

Ints = NDArray[np.int64]
LUCKY = (
    "鑫源宏达兴盛隆昌顺发福美味金华天和祥瑞丰泰安康宝恒永利旺诚信德亨通嘉佳家乐富贵吉庆新星辰光明东方南北西国阳海洋江河山川龙凤腾飞鸿运"
    "昊博远航创亿百益民惠润泽盈聚汇友缘好香鲜甜小老阿春夏秋冬红蓝绿青云雨风雪梅兰竹菊荣耀辉煌景旭月晨曦欣悦欢喜如意锦绣成功力"
)
ENDINGS = "轩斋阁坊记居园楼堂苑庄馆社屋舍氏"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志海燕玲春梅晓波峰鹏飞宇浩然子轩梓涵欣怡佳琪雨晨思源博雅诗琴雪莹慧"
    "婷俊豪嘉诚立新永康德福广生庆祥兴旺金水根土木林森火炎培忠孝仁义礼智信安乐健民胜利全有才学勤俭"
)
UNKNOWN_TRADES = (
    "彩扩", "打字复印", "烙画", "陶吧", "收旧", "钟表眼镜修配", "香烛", "渔网", "竹编", "弹棉花", "豆花鱼", "乌米饭", "缝补", "改衣",
    "冷库", "塑钢加工", "盲人推拿", "花圈", "电焊", "红白喜事用品", "腌腊", "桶装水", "液化气", "手作", "露营", "盲盒", "谷子周边", "汉服体验",
)  # fmt: skip
SHOP_TRADES = (
    "catering", "bakery", "retail", "food", "tea", "liquor", "clothing", "beauty", "hardware", "electronics", "furniture", "baby",
    "book", "flower", "pet", "repair", "auto", "medicine", "optics", "photo", "clean", "jewelry", "leisure", "textile",
)  # fmt: skip
COMPANY_TRADES = (
    "retail", "tech", "ecommerce", "culture", "media", "food", "build", "decor", "logistics", "machine", "consult", "education",
    "environment", "agri", "clothing", "electronics", "catering", "bio", "travel", "material", "furniture", "energy",
)  # fmt: skip
NOUNS = ("店", "馆", "部", "行", "铺", "商行", "经营部", "服务部", "工作室", "坊", "")
COMPANY_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "合伙企业（有限合伙）", "厂")
ROADS = (
    "中山", "人民", "建设", "解放", "和平", "文化", "新华", "胜利", "光明", "东风", "青年", "劳动", "工农", "长江", "黄河", "迎宾", "环城",
    "滨河", "学院", "科技", "兴业", "创新", "富民", "振兴", "公园", "体育", "站前", "府前", "花园", "湖滨", "文昌", "文一", "文二", "文三",
    "南京", "北京", "上海", "天目山", "凤凰", "龙腾", "金山", "银河", "紫荆", "梧桐", "杨柳", "桃园", "松江", "古墩", "莫干山", "延安",
)  # fmt: skip
ROAD_WORDS = "东西南北江河湖海山林松柏梅兰竹菊云霞星月日春秋龙凤鹤马虎石玉金银福寿康宁平安兴盛和顺文武德仁义信"
ROAD_ENDS = ("路", "街", "大道", "东路", "西路", "南路", "北路", "巷", "大街", "中路")
MARKETS = (
    "农贸市场",
    "建材市场",
    "小商品市场",
    "批发市场",
    "万达广场",
    "银泰城",
    "商贸城",
    "国际大厦",
    "购物中心",
    "步行街",
)
STATUSES = ("存续", "存续", "存续", "存续", "吊销", "注销", "经营异常名录", "严重违法失信名单")


@dataclass(frozen=True)
class Regions:
    """Counties with the names above them, heavy ones more often."""

    codes: list[str]
    province: pa.Array
    city: pa.Array
    county: pa.Array
    city_no: Ints
    short_city: pa.Array
    weight: NDArray[np.float64]


@functools.cache
def regions() -> Regions:
    """Read the counties in the order of their codes."""
    text = (files("hedun.engine.match") / "tables/regions.csv").read_text(encoding="utf-8")
    known = {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}
    bad = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
    codes = [c for c in sorted(known) if not c.endswith("00") and known[c] not in bad]
    provinces = [known[c[:2] + "0000"] for c in codes]
    cities = [known.get(c[:4] + "00", "") for c in codes]
    # a municipality stands in for its own city; a county right below its province has none
    cities = [("" if name in bad else name) for name in cities]
    shorts = [_short(city or province) for city, province in zip(cities, provinces, strict=True)]
    numbers = np.unique([c[:4] for c in codes], return_inverse=True)[1]
    dice = np.random.default_rng(7)
    weight = dice.lognormal(0, 0.8, len(codes))
    return Regions(
        codes,
        pa.array(provinces),
        pa.array(cities),
        pa.array([known[c] for c in codes]),
        numbers.astype(np.int64),
        pa.array(shorts),
        weight / weight.sum(),
    )


def _short(name: str) -> str:
    for end in ("特别行政区", "自治州", "地区", "市", "盟", "省"):
        if name.endswith(end) and len(name) > len(end) + 1 and len(name) < 6:
            return name[: -len(end)]
    return name


@dataclass(frozen=True)
class Characters:
    """Characters by number, and what each may be mistaken for; number 0 is no character."""

    text: pa.Array
    number: dict[str, int]
    lucky: Ints
    ending: Ints
    given: Ints
    surname: Ints
    usual: Ints
    sound: Ints
    shape: Ints


@functools.cache
def characters() -> Characters:
    """Number the characters of trade names."""
    counted: dict[str, int] = {}
    for word in list(lookup.words())[:40_000]:
        if len(word) == 2 and all("\u4e00" <= c <= "\u9fff" for c in word):
            for char in word:
                counted[char] = counted.get(char, 0) + 1
    usual = [c for c, n in counted.items() if n > 4]
    chars = ["", *sorted({*LUCKY, *ENDINGS, *GIVEN, *SURNAMES, *usual})]
    number = {char: at for at, char in enumerate(chars)}
    sounds = lookup.sounds()
    by_sound: dict[str, list[int]] = {}
    for char in chars[1:]:
        by_sound.setdefault(sounds.get(char, ("",))[0], []).append(number[char])
    sound, shape = np.arange(len(chars)), np.arange(len(chars))
    dice = np.random.default_rng(11)
    for char in chars[1:]:
        others = [c for c in by_sound[sounds.get(char, ("",))[0]] if c != number[char]]
        if others:
            sound[number[char]] = dice.choice(others)
        likes = [number[c] for c, _ in lookup.look_alikes().get(char, ()) if c in number]
        if likes:
            shape[number[char]] = likes[0]

    def listed(text: Any) -> Ints:
        return np.array([number[c] for c in text], np.int64)

    return Characters(
        pa.array(chars), number, listed(LUCKY), listed(ENDINGS), listed(GIVEN),
        listed(sorted(SURNAMES)), listed(usual), sound.astype(np.int64), shape.astype(np.int64),
    )  # fmt: skip


@dataclass(frozen=True)
class Trades:
    """Trade words by number; `like` is another word of the same class and kind."""

    text: pa.Array
    shop: Ints
    company: Ints
    like: Ints


@functools.cache
def trades() -> Trades:
    """Number the trade words."""
    path = files("hedun.engine.match") / "tables/trades.tsv"
    words: list[str] = []
    groups: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        group, kind, listed = line.split("\t")
        if group in {GENERAL, GROUP}:
            continue
        for word in listed.split():
            if len(word) > 1 and word[-1] not in "店馆铺部厂行院校园局社" and word not in words:
                words.append(word)
                groups.append((group, kind))
    words.extend(UNKNOWN_TRADES)
    groups.extend(("unknown", word) for word in UNKNOWN_TRADES)
    dice = np.random.default_rng(13)
    like = np.arange(len(words))
    for at, kinds in enumerate(groups):
        same = [n for n, one in enumerate(groups) if one == kinds and n != at]
        if same:
            like[at] = dice.choice(same)
    unknown = [at for at, group in enumerate(groups) if group[0] == "unknown"]

    def listed_of(wanted: tuple[str, ...]) -> Ints:
        known = [at for at, group in enumerate(groups) if group[0] in wanted]
        return np.array(known + unknown * max(1, len(known) // (9 * len(unknown))), np.int64)

    return Trades(
        pa.array(words), listed_of(SHOP_TRADES), listed_of(COMPANY_TRADES), like.astype(np.int64)
    )
