"""Rows of the registry's lists: who, since when, why, by whom."""

import datetime as dt
import hashlib

import polars as pl

from hedun.desks.roster.decide.rows import Rows, buckets, days
from hedun.desks.roster.terms import Fault, Level, ListMode
from hedun.engine.codes import uscc
from hedun.engine.table import values

LIST, REMOVE = "list", "remove"
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row_no": pl.Int64, "entry_key": pl.String, "key": pl.String, "bucket": pl.UInt16,
    "credit_code": pl.String, "id_hash": pl.String, "id_tail": pl.String, "name": pl.String,
    "former_name": pl.String, "region_code": pl.String, "address": pl.String,
    "owner_name": pl.String, "owner_hash": pl.String, "phone": pl.String, "action": pl.String,
    "listed_on": pl.Date, "removed_on": pl.Date, "reason": pl.String, "authority": pl.String,
    "doc_no": pl.String,
}  # fmt: skip
SHOWN = ("credit_code", "authority", "name")
_CLEAN = ("name", "former_name", "address", "owner_name", "phone", "reason", "authority", "doc_no")
_ACTIONS = {
    LIST: ("列入", "新增", "增加", "add", "list"),
    REMOVE: ("移出", "删除", "撤销", "注销列入", "remove", "delete"),
}


def judge(rows: Rows, *, mode: ListMode, as_of: dt.date, is_1904: bool = False) -> pl.DataFrame:
    """Check every row and give those that stay, each under the key by which it is found again."""
    rows.unreadable()
    rows.require("name")
    rows.widths()
    rows.lost("credit_code", "id_number")
    codes = _codes(rows)
    actions = _actions(rows, mode)
    listed = days(rows, "listed_on", "列入日期", is_1904=is_1904)
    removed = days(rows, "removed_on", "移出日期", is_1904=is_1904)
    for index, day in enumerate(listed):
        if day is not None and day > as_of:
            said = f"列入日期{day}晚于数据日期{as_of}；请核对后重新提交该行"
            rows.blame(index, Fault.VALUE, said, level=Level.RETURNED)
    cleaned = {n: [values.clean(t) for t in rows.texts(n)] for n in _CLEAN}
    hashes = [
        "" if code else hashed for code, hashed in zip(codes, rows.texts("id_hash"), strict=True)
    ]
    keys = [code or hashed for code, hashed in zip(codes, hashes, strict=True)]
    entry_keys = [
        key or digest(name, address)
        for key, name, address in zip(keys, cleaned["name"], cleaned["address"], strict=True)
    ]
    frame = pl.DataFrame(
        {
            "row_no": rows.frame["row_no"],
            "entry_key": entry_keys,
            "key": keys,
            "bucket": buckets(entry_keys),
            "credit_code": codes,
            "id_hash": hashes,
            "id_tail": rows.frame["id_tail"],
            **cleaned,
            "region_code": [values.code(text)[:6] for text in rows.texts("region_code")],
            "owner_hash": rows.frame["owner_hash"],
            "action": actions,
            "listed_on": listed,
            "removed_on": removed,
        },
        schema_overrides={"listed_on": pl.Date, "removed_on": pl.Date},
    )
    good = frame.filter(rows.good()).select(list(SCHEMA)).cast(SCHEMA)  # type: ignore[arg-type]
    return good.sort("bucket", "row_no")


def digest(*texts: str) -> str:
    """Give 32 characters that stand for some texts."""
    return hashlib.blake2b("\x1f".join(texts).encode(), digest_size=16).hexdigest()


def _codes(rows: Rows) -> list[str]:
    codes = [uscc.normal(text) for text in rows.texts("credit_code")]
    for index, is_sound in enumerate(uscc.sound(codes)):
        if codes[index] and not is_sound:
            text = (uscc.problem(codes[index]) or "").rstrip("。")
            rows.blame(index, Fault.CREDIT_CODE, text, level=Level.RETURNED)
    for index, text in enumerate(rows.texts("id_problem")):
        if text:
            rows.blame(index, Fault.ID_NUMBER, text.rstrip("。"), level=Level.RETURNED)
    return codes


def _actions(rows: Rows, mode: ListMode) -> list[str]:
    if mode is ListMode.SNAPSHOT:
        return [LIST] * len(rows)
    found = []
    for index, text in enumerate(rows.texts("action")):
        known = (a for a, words in _ACTIONS.items() if any(w in text.lower() for w in words))
        action = next(known, "")
        if not action:
            said = f"增量名单的“变动”为“{text[:10]}”；请填写“列入”或“移出”"
            rows.blame(index, Fault.VALUE, said, level=Level.RETURNED)
        found.append(action or LIST)
    return found
