"""Which column is which: headings found and matched against the names that senders use.

Basis: heguishuju art. 7
"""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hedun.market.terms import ImportKind


@dataclass(frozen=True, slots=True)
class Field:
    """One thing an import reads: its Chinese name, whether it must be there, other names."""

    name: str
    label: str
    is_required: bool
    synonyms: tuple[str, ...]
    is_code: bool = False


def _field(
    name: str, label: str, synonyms: str = "", *, must: bool = False, code: bool = False
) -> Field:
    return Field(name, label, must, tuple(synonyms.split()), code)


_SHOP = (
    _field(
        "shop_no", "店铺编号",
        "店铺唯一标识码 网店编号 店铺id 店铺编码 店铺标识 商家id 商户编号 商户id 网店id 店铺号 shop_id shop_no shopid sellerid seller_id mall_id",
        must=True, code=True,
    ),
)  # fmt: skip
FIELDS: dict[ImportKind, tuple[Field, ...]] = {
    ImportKind.ROSTER: (
        *_SHOP,
        _field("shop_name", "网店名称", "店铺名称 店铺名 网店名 商铺名称 直播间名称 shop_name", must=True),
        _field("url", "网址链接", "网址链接或访问路径 店铺链接 店铺网址 网址 访问路径 网址/访问路径文字描述 链接 url"),
        _field(
            "name", "经营者名称",
            "名称 姓名 名称(姓名) 名称/姓名 经营者姓名 主体名称 企业名称 市场主体名称 商家名称 经营者 公司名称 营业执照名称",
            must=True,
        ),
        _field(
            "credit_code", "统一社会信用代码",
            "信用代码 社会信用代码 统一信用代码 营业执照号 执照号 注册号 纳税人识别号 uscc credit_code",
            code=True,
        ),
        _field(
            "id_number", "身份证件号码",
            "证件号码 身份证号 身份证号码 公民身份号码 证件号 身份证 经营者身份证号 id_number",
            code=True,
        ),
        _field(
            "region_code", "区划代码",
            "行政区划代码 实际经营地区划 实际经营地区划代码 经营地区划 地区代码 行政区划 region_code",
            code=True,
        ),
        _field("address", "实际经营地址", "经营地址 经营场所 主要经营场所 住所/经营场所 住所/主要经营场所 地址 address"),
        _field("domicile", "住所", "注册地址 注册地 住所地 登记地址 经常居住地址 户籍地址"),
        _field("phone", "联系方式", "联系电话 电话 手机号 手机 手机号码 phone"),
    ),
    ImportKind.LISTINGS: (
        *_SHOP,
        _field("shop_name", "店铺名称", "网店名称 店铺名 网店名 shop_name"),
        _field(
            "listing_no", "商品编号",
            "商品id 商品编码 宝贝id 商品号 货号 itemid item_id num_iid goods_id sku skuid listing_no",
            must=True, code=True,
        ),
        _field("title", "商品标题", "标题 商品名称 宝贝标题 商品名 品名 商品 名称 title", must=True),
        _field("category", "类目", "分类 商品类目 商品分类 品类 category"),
        _field("price", "价格", "售价 单价 价格(元) 单价(元) 售价(元) 销售价 商品价格 现价 price"),
        _field("sales", "销量", "月销量 销售量 已售 成交量 累计销量 sales"),
        _field("url", "商品链接", "链接 网址 商品网址 网址链接 url"),
        _field("description", "商品描述", "描述 详情 商品详情 宝贝描述 卖点 description desc"),
        _field(
            "certificate_no", "认证证书编号",
            "3c证书编号 ccc证书编号 3c编号 3c认证编号 强制性认证证书编号 证书编号 certificate_no",
            code=True,
        ),
        _field(
            "licence_no", "许可证编号",
            "食品许可证编号 食品经营许可证编号 食品经营许可证 许可证号 备案编号 生产许可证编号 licence_no",
            code=True,
        ),
        _field("model", "型号", "规格型号 产品型号 商品型号 model"),
        _field("manufacturer", "生产者", "制造商 生产企业 生产厂家 厂家 生产商 生产者名称 manufacturer"),
        _field("seen_at", "采集时间", "抓取时间 时间 更新时间 采集日期 seen_at"),
    ),
    ImportKind.REGISTRY: (
        _field("credit_code", "统一社会信用代码", "信用代码 社会信用代码 注册号 统一信用代码", must=True, code=True),
        _field("name", "名称", "企业名称 市场主体名称 主体名称 经营者名称"),
        _field("state", "登记状态", "经营状态 状态 名单类别 标记 类别", must=True),
        _field("reason", "原因", "列入原因 吊销原因 事由 列入事由"),
        _field("happened_on", "日期", "列入日期 决定日期 吊销日期 注销日期 核准日期 发生日期"),
    ),
}  # fmt: skip
_NOISE = str.maketrans("", "", " \t\r\n\u3000\u200b\ufeff*※·:\"'“”")


def plain(header: str) -> str:
    """Give a heading without width, case, spaces, stars and the remark that it must be filled."""
    text = unicodedata.normalize("NFKC", header).translate(_NOISE).lower()
    for remark in ("(必填)", "(选填)", "(必填项)", "[必填]"):
        text = text.replace(remark, "")
    return text


_KNOWN: dict[ImportKind, dict[str, str]] = {
    kind: {plain(word): field.name for field in fields for word in (field.label, *field.synonyms)}
    for kind, fields in FIELDS.items()
}


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading stands (its position among the records) and its distinct names."""

    position: int
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """The fingerprint by which a sender's mapping is remembered."""
        return hashlib.sha256("\x1f".join(map(plain, self.names)).encode()).hexdigest()


def find_heading(records: Sequence[Sequence[str]], kind: ImportKind) -> Heading:
    """Choose the record that names the most fields; a title or group row above it is passed.

    Where no name is known, the first record with the most cells is taken.
    """
    known = _KNOWN[kind]
    scores = [
        (len({known[plain(cell)] for cell in record if plain(cell) in known}), index)
        for index, record in enumerate(records)
    ]
    best, position = max(scores, key=lambda pair: (pair[0], -pair[1]))
    if best == 0:
        filled = [sum(bool(cell.strip()) for cell in record) for record in records]
        position = filled.index(max(filled))
    return Heading(position, _distinct(records[position]))


def _distinct(cells: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for index, cell in enumerate(cells):
        name = " ".join(cell.split()) or f"（第{index + 1}列无列名）"
        count = sum(plain(name) == plain(other.split("〔")[0]) for other in names)
        names.append(f"{name}〔{count + 1}〕" if count else name)
    return tuple(names)


def guess(names: Sequence[str], kind: ImportKind) -> dict[str, str]:
    """Map fields to headings by the names that senders use; the first of equals wins."""
    found: dict[str, str] = {}
    for field in FIELDS[kind]:
        words = [plain(word) for word in (field.label, *field.synonyms)]
        for word in words:
            match = next((n for n in names if plain(n) == word and n not in found.values()), None)
            if match:
                found[field.name] = match
                break
    return found


def mapping_problem(
    mapping: Mapping[str, str], names: Sequence[str], kind: ImportKind
) -> str | None:
    """Say which required field has no column, or which column does not exist."""
    fields = {field.name: field for field in FIELDS[kind]}
    strange = [name for name in mapping if name not in fields]
    if strange:
        return f"没有“{strange[0]}”这一项；可用的有：{'、'.join(fields)}。"
    lost = [column for column in mapping.values() if column not in names]
    if lost:
        return f"文件中没有“{lost[0]}”这一列；文件的列为：{'、'.join(names)[:150]}。"
    missing = [f.label for f in fields.values() if f.is_required and f.name not in mapping]
    if missing:
        return f"缺少必需的列：{'、'.join(missing)}；请指明对应的列，或补充后重新提交。"
    if kind is ImportKind.ROSTER and not {"credit_code", "id_number"} & set(mapping):
        return "缺少“统一社会信用代码”或“身份证件号码”列，无法识别经营者；请指明对应的列。"
    return None
