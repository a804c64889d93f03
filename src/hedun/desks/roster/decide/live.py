"""Rows of live rooms and the people who sell in them.

Basis: livestream_ecommerce_rules art. 9
"""

import polars as pl

from hedun.desks.roster.decide.rows import Rows, buckets
from hedun.desks.roster.terms import Fault, Level
from hedun.engine.codes import uscc
from hedun.engine.table import values

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row_no": pl.Int64, "shop_no": pl.String, "account": pl.String, "room_name": pl.String,
    "store_no": pl.String, "name": pl.String, "credit_code": pl.String, "host_name": pl.String,
    "id_hash": pl.String, "id_tail": pl.String, "key": pl.String, "bucket": pl.UInt16,
    "address": pl.String, "phone": pl.String, "agency": pl.String, "qualification": pl.String,
    "occupation": pl.String, "extra": pl.String,
}  # fmt: skip
SHOWN = ("account", "room_name", "host_name")
_CLEAN = (
    "room_name", "name", "host_name", "address", "phone", "agency", "qualification", "occupation",
)  # fmt: skip


def judge(rows: Rows) -> pl.DataFrame:
    """Check every row and give those that stay; a row is one person in one room."""
    rows.unreadable()
    rows.require("account", "name", "host_name")
    rows.require("address", "phone", level=Level.MEND)
    rows.widths()
    lost = rows.lost("account")
    codes = [uscc.normal(text) for text in rows.texts("credit_code")]
    for index, is_sound in enumerate(uscc.sound(codes)):
        if codes[index] and not is_sound:
            if index not in lost:
                text = (uscc.problem(codes[index]) or "").rstrip("。")
                rows.blame(index, Fault.CREDIT_CODE, text)
            codes[index] = ""
    hashes = rows.texts("id_hash")
    for index, text in enumerate(rows.texts("id_problem")):
        if text:
            rows.blame(index, Fault.ID_NUMBER, text.rstrip("。"))
        elif not hashes[index]:
            said = "直播营销人员的身份证件号码为空；请补充后重新提交该行"
            rows.blame(index, Fault.NO_IDENTITY, said)
    accounts = [values.code(text) for text in rows.texts("account")]
    # one person once in one room: this is what a later row replaces
    rooms = [
        f"{a}|{h[:16] or n}"
        for a, h, n in zip(accounts, hashes, rows.texts("host_name"), strict=True)
    ]
    frame = pl.DataFrame(
        {
            "row_no": rows.frame["row_no"],
            "shop_no": rooms,
            "account": accounts,
            "store_no": [values.code(text) for text in rows.texts("shop_no")],
            **{n: [values.clean(t) for t in rows.texts(n)] for n in _CLEAN},
            "credit_code": codes,
            "id_hash": hashes,
            "id_tail": rows.frame["id_tail"],
            "key": hashes,
            "bucket": buckets(rooms),
            "extra": rows.frame["extra"],
        }
    )
    return frame.filter(rows.good()).select(list(SCHEMA)).cast(SCHEMA)  # type: ignore[arg-type]
