"""Layouts (版式) read from TOML and checked: a wrong row is refused with its place and the way out."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from hedun.base.documents.terms import BadLayout, BlockKind, FieldKind, NumberAt, Value
from hedun.engine.term import Term

PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
# what every document has without anybody naming it
GIVEN: Final = frozenset({"org", "org_address", "org_phone", "number", "issued_on"})
LONGEST: Final = 4_000
FIELD_KEYS: Final = frozenset({"key", "label", "kind", "required", "sample", "heads", "options"})
BLOCK_KEYS: Final = frozenset({"kind", "text", "key", "rows", "heads", "items"})
# what a province may change of a layout
ADAPTABLE: Final = frozenset({"title", "word", "ordinal", "number_at", "fields", "blocks", "note"})
LAYOUT_KEYS: Final = ADAPTABLE | {"form", "valid_from", "valid_to"}


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: its key in the matter, its label, whether printing needs it, and an example."""

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    sample: Value = ""
    heads: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the page, with {keys} where values go."""

    kind: BlockKind
    text: str = ""
    key: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    heads: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    def named(self) -> Iterator[str]:
        """Give every key that the block prints."""
        for text in (self.text, *self.items, *(cell for row in self.rows for cell in row)):
            yield from PLACEHOLDER.findall(text)
        if self.key:
            yield self.key


@dataclass(frozen=True, slots=True)
class Layout:
    """One form as it is printed in a period."""

    form: str
    valid_from: dt.date
    fields: tuple[FormField, ...]
    blocks: tuple[Block, ...]
    title: str = ""
    word: str = ""
    ordinal: bool = False
    number_at: NumberAt = NumberAt.RIGHT
    note: str = ""
    valid_to: dt.date | None = None
    adapted_by: str = field(default="")

    def field_of(self, key: str) -> FormField | None:
        return next((one for one in self.fields if one.key == key), None)

    def holds(self, on: dt.date) -> bool:
        """Tell whether the layout is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def read(text: str, *, place: str) -> list[Layout]:
    """Read a file of [[layout]] rows."""
    found = _toml(text, place)
    if strange := set(found) - {"layout"}:
        raise BadLayout(f"{place}：不认识的表 {_and(strange)}，只能有 [[layout]]。")
    return [_layout(raw, f"{place} 第 {n} 行") for n, raw in enumerate(found.get("layout", ()), 1)]


def adapt(base: Layout, text: str, *, by: str) -> Layout:
    """Change a layout by a province's row: only what it names is replaced.

    Basis: chufa_chengxu art. 86
    """
    place = f"{base.form} 的地方版式"
    raw = _toml(text, place)
    if strange := set(raw) - ADAPTABLE:
        raise BadLayout(f"{place}：不能修改 {_and(strange)}，可以修改的有 {_and(ADAPTABLE)}。")
    if not raw:
        raise BadLayout(f'{place}：没有任何修改；请写明要替换的项目，如 title = "…"。')
    changes = _values(raw, place)
    if "fields" in changes and "blocks" not in raw:
        # a field that is only renamed or added keeps the wording of the model form
        kept = {one.key: one for one in base.fields}
        changes["fields"] = tuple((kept | {one.key: one for one in changes["fields"]}).values())
    made = replace(base, adapted_by=by, **changes)
    _check(made, place)
    return made


def _toml(text: str, place: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadLayout(f"{place}：不是合法的 TOML（{error}）。") from error


def _layout(raw: dict[str, Any], place: str) -> Layout:
    if strange := set(raw) - LAYOUT_KEYS:
        raise BadLayout(f"{place}：不认识的字段 {_and(strange)}，可用字段 {_and(LAYOUT_KEYS)}。")
    for name in ("form", "valid_from", "fields", "blocks"):
        if name not in raw:
            raise BadLayout(f"{place}：缺少字段 {name}。")
    if not isinstance(raw["valid_from"], dt.date):
        raise BadLayout(f"{place}：valid_from 须为日期，如 2026-04-15（不加引号）。")
    place = f"{place}（{raw['form']}）"
    dates = {name: raw[name] for name in ("valid_from", "valid_to") if name in raw}
    made = Layout(form=str(raw["form"]), **dates, **_values(raw, place))
    _check(made, place)
    return made


def _values(raw: Mapping[str, Any], place: str) -> dict[str, Any]:
    """What may stand in a layout as well as in a province's row."""
    found: dict[str, Any] = {}
    for name in ("title", "word", "note"):
        if name in raw:
            found[name] = _text(raw[name], f"{place} 字段 {name}", limit=200)
    if "ordinal" in raw:
        found["ordinal"] = raw["ordinal"] is True
    if "number_at" in raw:
        found["number_at"] = _term(NumberAt, raw["number_at"], f"{place} 字段 number_at")
    if "fields" in raw:
        found["fields"] = tuple(_field(one, place) for one in _list(raw["fields"], place))
    if "blocks" in raw:
        found["blocks"] = tuple(_block(one, place) for one in _list(raw["blocks"], place))
    return found


def _field(raw: Any, place: str) -> FormField:
    if not isinstance(raw, dict) or not {"key", "label"} <= set(raw):
        raise BadLayout(f"{place}：每个填写项须有 key 和 label，现为 {raw!r}。")
    if strange := set(raw) - FIELD_KEYS:
        raise BadLayout(f"{place} 填写项 {raw['key']}：不认识的字段 {_and(strange)}。")
    kind = _term(FieldKind, raw.get("kind", FieldKind.TEXT), f"{place} 填写项 {raw['key']}")
    sample = raw.get("sample", "")
    is_table = kind in {FieldKind.ROWS, FieldKind.TICKS}
    if is_table != isinstance(sample, list) and sample != "":
        raise BadLayout(f"{place} 填写项 {raw['key']}：示例与类型不符。")
    return FormField(
        key=_text(raw["key"], place, limit=40),
        label=_text(raw["label"], place, limit=60),
        kind=kind,
        required=raw.get("required", True) is True,
        sample=sample if isinstance(sample, list) else str(sample),
        heads=_texts(raw.get("heads", ()), place),
        options=_texts(raw.get("options", ()), place),
    )


def _block(raw: Any, place: str) -> Block:
    if not isinstance(raw, dict) or "kind" not in raw:
        raise BadLayout(f"{place}：每个版式块须有 kind，现为 {raw!r}。")
    if strange := set(raw) - BLOCK_KEYS:
        raise BadLayout(f"{place} 版式块 {raw['kind']}：不认识的字段 {_and(strange)}。")
    return Block(
        kind=_term(BlockKind, raw["kind"], f"{place} 版式块"),
        text=_text(raw.get("text", ""), place, limit=LONGEST),
        key=_text(raw.get("key", ""), place, limit=40),
        rows=tuple(_texts(row, place) for row in _list(raw.get("rows", []), place)),
        heads=_texts(raw.get("heads", ()), place),
        items=_texts(raw.get("items", ()), place),
    )


def _check(made: Layout, place: str) -> None:
    """Every key that is printed is a field, and every field is printed."""
    keys = [one.key for one in made.fields]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise BadLayout(f"{place}：填写项 {_and(twice)} 出现两次。")
    if taken := set(keys) & GIVEN:
        raise BadLayout(f"{place}：填写项 {_and(taken)} 由系统填写，请改名。")
    printed = {key for block in made.blocks for key in block.named()}
    if unknown := printed - set(keys) - GIVEN:
        raise BadLayout(f"{place}：版式用到的 {_and(unknown)} 不在 fields 中；请先登记填写项。")
    if unused := set(keys) - printed:
        raise BadLayout(f"{place}：填写项 {_and(unused)} 没有印在任何位置；请写进 blocks。")
    for block in made.blocks:
        _check_block(made, block, place)


def _check_block(made: Layout, block: Block, place: str) -> None:
    found = made.field_of(block.key) if block.key else None
    wanted = {BlockKind.LIST: FieldKind.ROWS, BlockKind.TICKS: FieldKind.TICKS}.get(block.kind)
    if wanted and (found is None or found.kind is not wanted):
        raise BadLayout(f"{place}：{block.kind.label}须以 key 指明一个“{wanted.label}”填写项。")
    if block.kind is BlockKind.LIST and found is not None and not found.heads:
        raise BadLayout(f"{place}：填写项 {found.key} 须有 heads（各列名称）。")
    if block.kind is BlockKind.GRID and any(len(row) not in {1, 2, 4} for row in block.rows):
        raise BadLayout(f"{place}：栏目表每行须为 1、2 或 4 格。")


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise BadLayout(f"{place}：须为列表，现为 {value!r}。")
    return value


def _texts(value: Any, place: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise BadLayout(f"{place}：须为文字列表，现为 {value!r}。")
    return tuple(_text(one, place, limit=LONGEST) for one in value)


def _text(value: Any, place: str, *, limit: int) -> str:
    if not isinstance(value, str) or len(value) > limit:
        raise BadLayout(f"{place}：须为不超过 {limit} 字的文字，现为 {value!r:.60}。")
    return value


def _term(kind: type[Term], value: Any, place: str) -> Any:
    if value not in list(kind):
        raise BadLayout(f"{place}：须为 {_and(kind)} 之一，现为 {value!r}。")
    return kind(value)


def _and(names: Any) -> str:
    return "、".join(sorted(str(name) for name in names))
