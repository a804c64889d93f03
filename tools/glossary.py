"""Write docs/glossary.md from the terms of every room, so that it is never out of date."""

import importlib
import sys
from pathlib import Path

from hedun.engine.term import Term
from tools.house import sources

HEAD = """# Glossary

One English identifier, one Chinese word. Written by `make glossary` from the `Term` classes; a test compares.

Two words to watch: *filing* is 报送 only (立案 is `open_case`); *report* is 举报 only (统计报表 is `statistics`).

| identifier | 中文 | | identifier | 中文 |
|---|---|---|---|---|
"""
VOCABULARY = (
    "platform 平台 · operator 经营者 · subject 主体 · shop 网店 · site 独立网站 · listing 商品信息 · "
    "review 评价 · bureau 市场监管局 · agency 部门 · officer 执法人员 · registry 登记库 · filing 报送 · "
    "fact 事实记录 · source 来源 · rule 规则 · basis 法律依据 · instrument 规范性文件 · article 条 · "
    "ground 事由 · deadline 期限 · clock 时限 · lexicon 违禁词库 · clue 线索 · dispatch 分派 · "
    "verify 核查 · dispose 处置 · evidence 证据 · capture 固证 · letter 函 · reply 复函 · "
    "co_investigation 协查 · transfer 移送 · publication 公示 · repair 信用修复 · case 案件 · "
    "penalty 行政处罚 · correction 责令改正 · viewer 查看人 · body 单位 · finding 筛查命中"
)


def kinds(root: Path) -> list[type[Term]]:
    """Every Term class of every room, in the order of the rooms."""
    found: dict[str, type[Term]] = {}
    for path in sources(root):
        if path.stem == "terms" or "terms" in path.parts:
            dotted = ".".join(path.relative_to(root / "src").with_suffix("").parts)
            found |= _declared(dotted.removesuffix(".__init__"))
    return list(found.values())


def _declared(dotted: str) -> dict[str, type[Term]]:
    module = importlib.import_module(dotted)
    return {
        f"{dotted}.{name}": kind
        for name, kind in vars(module).items()
        if isinstance(kind, type)
        and issubclass(kind, Term)
        and kind is not Term
        and kind.__module__ == dotted
    }


def page(root: Path) -> str:
    """The whole page as text."""
    pairs = [entry.rsplit(" ", 1) for entry in VOCABULARY.split(" · ")]
    rows = zip(pairs[::2], pairs[1::2], strict=False)
    text = HEAD + "".join(f"| `{a}` | {b} | | `{c}` | {d} |\n" for (a, b), (c, d) in rows)
    for kind in kinds(root):
        room = kind.__module__.removeprefix("hedun.").split(".terms")[0]
        text += f"\n## {kind.__name__}\n\n{room}: {(kind.__doc__ or '').splitlines()[0]}\n\n"
        text += " · ".join(f"`{m.value}` {m.label}" for m in kind) + "\n"
    return text


if __name__ == "__main__":
    target = Path("docs/glossary.md")
    fresh = page(Path.cwd())
    if "--check" in sys.argv:
        sys.exit(target.read_text(encoding="utf-8") != fresh)
    target.write_text(fresh, encoding="utf-8")
    print(f"{target}: {fresh.count(chr(10))} lines")
