"""Which columns a filing or a list has, and which column of a file is which.

Basis: heguishuju art. 7; network_trade_rules art. 25
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hedun.desks.roster.terms import Sheet

LISTS = "lists"
LOOKED_AT = 10  # records among which the heading must be
_NOISE = str.maketrans("", "", " \t\r\n\u3000\u200b\ufeff*※·:\"'“”")
_REMARKS = ("(必填)", "(选填)", "(必填项)", "[必填]")


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, Chinese heading, other headings, whether it must be there."""

    name: str
    label: str
    synonyms: tuple[str, ...]
    is_required: bool = False
    is_code: bool = False  # digits that a spreadsheet must not round
    width: int = 200


def _f(
    name: str, label: str, also: str = "", *, must: bool = False, code: bool = False,
    width: int = 200,
) -> Field:  # fmt: skip
    return Field(name, label, tuple(also.split()), must, code, width)


FIELDS: dict[str, tuple[Field, ...]] = {
    Sheet.OPERATORS: (
        _f("shop_no", "店铺唯一标识码", "店铺编号 网店编号 店铺id 店铺编码 商户编号 商家id shop_id shop_no", must=True, code=True, width=64),
        _f("shop_name", "网店名称", "店铺名称 店铺名 网店名 shop_name", must=True, width=120),
        _f("url", "网址链接或访问路径", "网址链接 网址 访问路径 网址/访问路径文字描述 店铺网址 店铺链接 链接 url", width=300),
        _f("name", "经营者名称", "名称 姓名 名称(姓名) 名称/姓名 主体名称 企业名称 经营者 营业执照名称 name", must=True, width=120),
        _f("credit_code", "统一社会信用代码", "信用代码 社会信用代码 营业执照号 注册号 纳税人识别号 credit_code uscc", code=True, width=40),
        _f("id_number", "身份证件号码", "证件号码 身份证号 身份证号码 公民身份号码 证件号 id_number", code=True, width=40),
        _f("region_code", "区划代码", "行政区划代码 实际经营地区划 实际经营地区划代码 region_code", code=True, width=12),
        _f("address", "实际经营地址", "经营地址 经营场所 主要经营场所 住所/经营场所 地址 address"),
        _f("domicile", "住所", "注册地址 住所地 登记地址"),
        _f("phone", "联系方式", "联系电话 电话 手机号 手机号码 phone", width=40),
        _f("declaration", "免登记情形自我声明", "自我声明 免登记情形 声明 declaration"),
        _f("turnover", "年交易额", "年交易额(元) 年交易额累计 交易额 年度交易额(元) turnover", width=40),
        _f("is_over", "是否超过10万元", "超10万元标示 年交易额超10万元 特别标示 is_over", width=20),
        _f("verified_on", "最近核验日期", "核验日期 核验更新日期 最近核验更新日期 verified_on", width=30),
        _f("owner_name", "法定代表人或负责人", "法定代表人 负责人 经营者(负责人)姓名 法人 owner_name", width=120),
        _f("owner_id", "法定代表人证件号码", "负责人证件号码 法人身份证号 法定代表人身份证号 owner_id", code=True, width=40),
    ),
    Sheet.LIVE: (
        _f("account", "直播账号", "账号 直播间账号 直播间id 账号id account", must=True, code=True, width=64),
        _f("room_name", "直播间名称", "直播间 账号名称 room_name", width=120),
        _f("shop_no", "店铺唯一标识码", "店铺编号 网店编号 店铺id shop_no", code=True, width=64),
        _f("name", "直播间运营者名称", "运营者名称 运营者 经营者名称 名称 name", must=True, width=120),
        _f("credit_code", "统一社会信用代码", "信用代码 社会信用代码 credit_code", code=True, width=40),
        _f("host_name", "直播营销人员姓名", "主播姓名 主播 营销人员姓名 host_name", must=True, width=60),
        _f("id_number", "身份证件号码", "主播证件号码 主播身份证号 证件号码 身份证号 id_number", must=True, code=True, width=40),
        _f("address", "经常居住地址", "居住地址 常住地址 address"),
        _f("phone", "联系方式", "联系电话 电话 手机号 phone", width=40),
        _f("agency", "所属服务机构", "直播营销人员服务机构 服务机构 mcn mcn机构 所属机构 agency", width=120),
        _f("qualification", "专业资质", "资质 职业资格 qualification"),
        _f("occupation", "职业职务", "职业 职务 occupation", width=120),
    ),
    LISTS: (
        _f("credit_code", "统一社会信用代码", "信用代码 社会信用代码 注册号 credit_code", code=True, width=40),
        _f("id_number", "身份证件号码", "证件号码 身份证号 id_number", code=True, width=40),
        _f("name", "名称", "企业名称 市场主体名称 主体名称 经营者名称 当事人 行政相对人名称 name", must=True, width=120),
        _f("former_name", "曾用名", "曾用名称 former_name", width=120),
        _f("region_code", "区划代码", "行政区划代码 登记机关区划 region_code", code=True, width=12),
        _f("address", "住所", "注册地址 经营场所 地址 住所地 address"),
        _f("owner_name", "法定代表人", "负责人 经营者 经营者姓名 owner_name", width=120),
        _f("owner_id", "法定代表人证件号码", "负责人证件号码 经营者证件号码 owner_id", code=True, width=40),
        _f("phone", "联系方式", "联系电话 电话 phone", width=40),
        _f("action", "变动", "变动类型 操作 列入或移出 动作 action", width=20),
        _f("listed_on", "列入日期", "日期 吊销日期 注销日期 决定日期 成立日期 核准日期 登记日期 listed_on", width=30),
        _f("removed_on", "移出日期", "移出时间 公示截止期 有效期至 removed_on", width=30),
        _f("reason", "原因", "列入原因 吊销原因 注销原因 事由 违法行为类型 reason", width=300),
        _f("authority", "决定机关", "列入机关 登记机关 处罚机关 作出决定机关 authority", width=120),
        _f("doc_no", "文号", "决定书文号 处罚决定书文号 决定文书号 doc_no", width=80),
    ),
}  # fmt: skip


class Misfit(ValueError):
    """The table lacks columns without which no row can be read; the message names them."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Which record is the heading, which field stands in which column, and what else there is."""

    position: int
    columns: dict[str, int]
    others: dict[str, int]


def plain(header: str) -> str:
    """Give a heading without width, case, spaces, stars and the remark that it must be filled."""
    text = unicodedata.normalize("NFKC", header).translate(_NOISE).lower()
    for remark in _REMARKS:
        text = text.replace(remark, "")
    return text


def find_heading(records: Sequence[Sequence[str]], of: str) -> Heading:
    """Choose the record that names the most fields; a title above it is passed.

    Raises Misfit where a required column is missing.
    """
    known = _known(of)
    best = max(
        range(len(records)),
        key=lambda i: (len({known[plain(c)] for c in records[i] if plain(c) in known}), -i),
        default=0,
    )
    heading = _placed(best, records[best] if records else (), of)
    missing = [f.label for f in FIELDS[of] if f.is_required and f.name not in heading.columns]
    if of == Sheet.OPERATORS and not {"credit_code", "id_number"} & set(heading.columns):
        missing.append("统一社会信用代码或身份证件号码")
    if missing:
        raise Misfit(
            f"缺少必需的列：{'、'.join(missing)}；请下载模板，按模板的列名补充后重新提交整份文件。"
        )
    return heading


def _placed(position: int, record: Sequence[str], of: str) -> Heading:
    columns: dict[str, int] = {}
    others: dict[str, int] = {}
    places = {plain(cell): place for place, cell in reversed(list(enumerate(record)))}
    for field in FIELDS[of]:
        words = (field.label, *field.synonyms)
        place = next((places[plain(w)] for w in words if plain(w) in places), None)
        if place is not None and place not in columns.values():
            columns[field.name] = place
    for place, cell in enumerate(record):
        if place not in columns.values() and cell.strip():
            others.setdefault(" ".join(cell.split())[:40], place)
    return Heading(position, columns, others)


def _known(of: str) -> Mapping[str, str]:
    return {plain(word): f.name for f in FIELDS[of] for word in (f.label, *f.synonyms)}
