"""Rows of operators: identity by check digits, place by code or address, what the law asks.

Basis: heguishuju art. 7; network_trade_rules art. 25
"""

import datetime as dt

import polars as pl

from hedun.desks.roster.decide.rows import Rows, buckets, days
from hedun.desks.roster.terms import LIMIT_FEN, Declaration, Fault, Level
from hedun.engine.codes import uscc
from hedun.engine.table import values
from hedun.engine.table.places import Regions

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row_no": pl.Int64, "shop_no": pl.String, "shop_name": pl.String, "url": pl.String,
    "name": pl.String, "credit_code": pl.String, "raw_code": pl.String, "id_hash": pl.String,
    "id_tail": pl.String, "key": pl.String, "bucket": pl.UInt16, "region_code": pl.String,
    "address": pl.String, "domicile": pl.String, "phone": pl.String, "declaration": pl.String,
    "turnover_fen": pl.Int64, "is_over": pl.Boolean, "verified_on": pl.Date,
    "owner_name": pl.String, "owner_hash": pl.String, "extra": pl.String,
}  # fmt: skip
SHOWN = ("shop_no", "shop_name", "name")
YES = {"是", "1", "y", "yes", "true", "超过", "已超过", "有"}
_PLAIN = str.maketrans("", "", " \u3000“”\"'，,。.")
DECLARED = {one.label.translate(_PLAIN): one for one in Declaration}


def judge(
    rows: Rows, *, regions: Regions, at: dt.datetime, stale: dt.date, is_1904: bool = False
) -> pl.DataFrame:
    """Check every row and give those that stay; `stale` is the last day of a good verification."""
    rows.unreadable()
    rows.require("shop_no", "shop_name", "name")
    rows.require("address", "phone", "url", level=Level.MEND)
    rows.widths()
    lost = rows.lost("shop_no")
    codes, raw = _codes(rows, lost)
    hashes = _identity(rows, codes, raw)
    turnover, over = _turnover(rows)
    verified = _verified(rows, at=at, stale=stale, is_1904=is_1904)
    addresses = [values.clean(text) for text in rows.texts("address")]
    keys = [code or hashed for code, hashed in zip(codes, hashes, strict=True)]
    shop_nos = [values.code(text) for text in rows.texts("shop_no")]
    frame = pl.DataFrame(
        {
            "row_no": rows.frame["row_no"],
            "shop_no": shop_nos,
            **{n: [values.clean(t) for t in rows.texts(n)] for n in _CLEAN},
            "credit_code": codes,
            "raw_code": raw,
            "id_hash": hashes,
            "id_tail": rows.frame["id_tail"],
            "key": keys,
            "bucket": buckets(k or s for k, s in zip(keys, shop_nos, strict=True)),
            "region_code": _regions(rows, addresses, regions),
            "address": addresses,
            "declaration": _declared(rows),
            "turnover_fen": turnover,
            "is_over": over,
            "verified_on": verified,
            "owner_hash": rows.frame["owner_hash"],
            "extra": rows.frame["extra"],
        },
        schema_overrides={"turnover_fen": pl.Int64, "verified_on": pl.Date, "is_over": pl.Boolean},
    )
    return frame.filter(rows.good()).select(list(SCHEMA)).cast(SCHEMA)  # type: ignore[arg-type]


_CLEAN = ("shop_name", "url", "name", "domicile", "phone", "owner_name")


def _codes(rows: Rows, lost: set[int]) -> tuple[list[str], list[str]]:
    """Sound credit codes, and beside them what was typed where it is not sound."""
    typed = [uscc.normal(text) for text in rows.texts("credit_code")]
    sound = uscc.sound(typed)
    codes: list[str] = []
    raw: list[str] = []
    for index, (code, is_sound) in enumerate(zip(typed, sound, strict=True)):
        codes.append(code if is_sound else "")
        raw.append("" if is_sound else code[:40])
        if code and not is_sound and index not in lost:
            rows.blame(index, Fault.CREDIT_CODE, (uscc.problem(code) or "").rstrip("。"))
    return codes, raw


def _identity(rows: Rows, codes: list[str], raw: list[str]) -> list[str]:
    problems = rows.texts("id_problem")
    hashes = rows.texts("id_hash")
    for index, (code, typed, hashed) in enumerate(zip(codes, raw, hashes, strict=True)):
        if problems[index]:
            rows.blame(index, Fault.ID_NUMBER, problems[index].rstrip("。"))
        elif not (code or hashed or typed):
            rows.blame(
                index,
                Fault.NO_IDENTITY,
                "统一社会信用代码和身份证件号码都为空；已登记的补充信用代码，未登记的补充证件号码",
            )
    for index, text in enumerate(rows.texts("owner_problem")):
        if text:
            rows.blame(index, Fault.ID_NUMBER, f"法定代表人{text}".rstrip("。"))
    # who is registered is known by the code; the number of its owner stands in another column
    return ["" if code else hashed for code, hashed in zip(codes, hashes, strict=True)]


def _regions(rows: Rows, addresses: list[str], regions: Regions) -> list[str]:
    found = []
    for index, typed in enumerate(rows.texts("region_code")):
        code = values.code(typed)
        is_known = len(code) == 6 and code.isdecimal() and regions.knows(code)
        place = code if is_known else regions.of_address(addresses[index])
        if code and not is_known:
            text = f"区划代码“{code[:12]}”不在现行行政区划内；请填写六位县级区划代码，或留空"
            rows.blame(index, Fault.ADDRESS, text)
        elif addresses[index] and not place and regions.codes:
            text = "实际经营地址不在现行行政区划内，无法确定属地；请从省、市、县写起"
            rows.blame(index, Fault.ADDRESS, text)
        found.append(place)
    return found


def _unregistered(rows: Rows) -> list[bool]:
    """Tell who is filed as unregistered: with an identity number and no code at all.

    Of a row with neither nobody knows what it is; that alone is said of it.
    """
    columns = (rows.texts(name) for name in ("credit_code", "id_hash", "id_problem"))
    return [
        not code and bool(hashed or problem) for code, hashed, problem in zip(*columns, strict=True)
    ]


def _turnover(rows: Rows) -> tuple[list[int | None], list[bool]]:
    """Read yearly turnover and the mark that must stand above 100,000 yuan.

    Basis: heguishuju art. 7
    """
    hint = "“年交易额”的“{}”不是数字；请填写以元为单位的数字"
    fen = [v if isinstance(v, int) else None for v in rows.each("turnover", values.fen, hint)]
    over = [text.strip().lower() in YES for text in rows.texts("is_over")]
    plain = _unregistered(rows)
    for index, (amount, marked) in enumerate(zip(fen, over, strict=True)):
        if plain[index] and amount is not None and amount > LIMIT_FEN and not marked:
            rows.blame(
                index,
                Fault.UNMARKED,
                f"未登记经营者年交易额{amount // 100:,}元，超过10万元而未特别标示；"
                "请标示“是”，并督促其办理市场主体登记",
            )
    return fen, over


def _declared(rows: Rows) -> list[str]:
    """Read the self-declaration that every unregistered operator must give.

    Basis: network_trade_rules art. 12
    """
    found = []
    plain = _unregistered(rows)
    for index, text in enumerate(rows.texts("declaration")):
        one = DECLARED.get(text.translate(_PLAIN))
        if one is None and plain[index]:
            said = "不是规定的四种之一" if text else "为空"
            rows.blame(
                index,
                Fault.DECLARATION,
                f"未登记经营者的免登记情形自我声明{said}；请从规定的四种声明中选填一种",
            )
        found.append(one.value if one else "")
    return found


def _verified(
    rows: Rows, *, at: dt.datetime, stale: dt.date, is_1904: bool
) -> list[dt.date | None]:
    """Read when the platform last verified the operator: at least every six months.

    Basis: network_trade_rules art. 24
    """
    found = days(rows, "verified_on", "最近核验日期", is_1904=is_1904)
    for index, day in enumerate(found):
        if day is not None and day > at.date():
            rows.blame(index, Fault.VERIFIED, f"最近核验日期{day}晚于报送日期；请更正")
        elif day is not None and day < stale:
            rows.blame(
                index, Fault.VERIFIED, f"最近核验日期{day}距今超过六个月；请核验更新后更正该行"
            )
    return found
