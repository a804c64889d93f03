"""The house rules that a reader relies on, checked on the source itself.

Each rule takes the root of a tree and gives the violations it found as
"path:line what is wrong", so that the same code judges the product and the
trees with seeded violations that prove it can fail.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

LIMIT_FILE, LIMIT_FUNCTION, LIMIT_POSITIONAL, LIMIT_NESTING = 500, 60, 3, 3
ORDER = [
    "accounts", "lawbook", "evidence", "jobs", "documents", "procedure", "exchange", "market", "clues",
    "bridge", "sampling", "complaints", "cases", "roster", "screening", "disclosure",
]  # fmt: skip
FORBIDDEN_NAMES = {"utils", "helpers", "services", "common", "managers"}
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "monotonic", "time"}
CLOCK_OWNERS = {"datetime", "date", "dt", "timezone", "time"}

type_of_function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(root: Path) -> list[Path]:
    """Every source file of the product but the migrations, which Django writes."""
    return sorted(p for p in (root / "src/hedun").rglob("*.py") if "migrations" not in p.parts)


def rooms(root: Path) -> list[Path]:
    """The folders (or packages) that hold actions."""
    found = {p.parent for p in (root / "src/hedun").rglob("actions.py")}
    found |= {p.parent for p in (root / "src/hedun").rglob("actions") if p.is_dir()}
    return sorted(found)


def of_room(room: Path, name: str) -> list[Path]:
    """The files behind one name of a room: the module, or the modules of the package."""
    if (room / f"{name}.py").exists():
        return [room / f"{name}.py"]
    return sorted((room / name).rglob("*.py"))


def functions(path: Path) -> list[type_of_function]:
    """Every function in a file, nested ones too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, type_of_function)]


def public(path: Path) -> Iterator[type_of_function]:
    """The functions at the top of a file whose name is public."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, type_of_function) and not node.name.startswith("_"):
            yield node


def at(root: Path, path: Path, line: int, text: str) -> str:
    """Say where and what."""
    return f"{path.relative_to(root)}:{line} {text}"


def actions_say_who_and_when(root: Path) -> list[str]:
    """Every action takes by= and at= and is atomic."""
    bad = []
    for room in rooms(root):
        for path in of_room(room, "actions"):
            for f in public(path):
                if not {"by", "at"} <= {a.arg for a in f.args.kwonlyargs}:
                    bad.append(at(root, path, f.lineno, f"{f.name} must take by= and at="))
                if not any("atomic" in ast.unparse(d) for d in f.decorator_list):
                    bad.append(at(root, path, f.lineno, f"{f.name} is not atomic"))
    return bad


def queries_start_from_the_viewer(root: Path) -> list[str]:
    """Every query takes the viewer first."""
    return [
        at(root, path, f.lineno, f"{f.name} must take viewer first")
        for room in rooms(root)
        for path in of_room(room, "queries")
        for f in public(path)
        if not f.args.args or f.args.args[0].arg != "viewer"
    ]


def queries_compare_with_keys(root: Path) -> list[str]:
    """No query filters by viewer.body_id: None there would ask for the rows of nobody's body."""
    bad = []
    for path in (p for room in rooms(root) for p in of_room(room, "queries")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).split(".")[-1] in {"Q", "filter", "exclude", "get"}
                and any(
                    ast.unparse(k.value) in {"viewer.body_id", "viewer.person_id"}
                    for k in node.keywords
                )
            ):
                bad.append(at(root, path, node.lineno, "compare with body_key or person_key"))
    return bad


def files_stay_short(root: Path) -> list[str]:
    """No file has more than 500 lines."""
    sizes = ((p, p.read_text(encoding="utf-8").count("\n")) for p in sources(root))
    return [at(root, p, n, f"{n} lines, limit {LIMIT_FILE}") for p, n in sizes if n > LIMIT_FILE]


def functions_stay_short(root: Path) -> list[str]:
    """No function has more than 60 lines or three positional arguments."""
    bad = []
    for path in sources(root):
        for f in functions(path):
            if (f.end_lineno or f.lineno) - f.lineno >= LIMIT_FUNCTION:
                bad.append(at(root, path, f.lineno, f"{f.name} is longer than {LIMIT_FUNCTION}"))
            taken = [
                a.arg for a in (*f.args.posonlyargs, *f.args.args) if a.arg not in {"self", "cls"}
            ]
            if len(taken) > LIMIT_POSITIONAL and not _is_given_by_a_library(f):
                bad.append(
                    at(root, path, f.lineno, f"{f.name} has {len(taken)} positional arguments")
                )
    return bad


def _is_given_by_a_library(f: type_of_function) -> bool:
    """Tell whether somebody else's calling convention fixes the signature."""
    return any("override" in ast.unparse(d) for d in f.decorator_list)


def nesting_stays_flat(root: Path) -> list[str]:
    """No block is nested deeper than three."""
    return [
        at(root, path, f.lineno, f"{f.name} nests deeper than {LIMIT_NESTING}")
        for path in sources(root)
        for f in functions(path)
        if _depth(f) > LIMIT_NESTING
    ]


def _depth(node: ast.AST, level: int = 0) -> int:
    deepest = level
    for child in ast.iter_child_nodes(node):
        if isinstance(child, type_of_function | ast.ClassDef | ast.Lambda):
            continue
        opens = isinstance(child, ast.If | ast.For | ast.While | ast.With | ast.Try | ast.Match)
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        deepest = max(deepest, _depth(child, level + (opens and not is_elif)))
    return deepest


def names_say_what(root: Path) -> list[str]:
    """No module is called utils, helpers, services, common or managers."""
    return [
        at(root, p, 1, "a name that says nothing")
        for p in (root / "src/hedun").rglob("*")
        if p.stem in FORBIDDEN_NAMES
    ]


def decisions_never_read_the_clock(root: Path) -> list[str]:
    """Decisions and the engine get the time passed in."""
    bad = []
    for path in sources(root):
        if path.stem not in {"decide", "terms"} and "engine" not in path.relative_to(root).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in CLOCKS
                and ast.unparse(node.value).split(".")[-1] in CLOCK_OWNERS
            ):
                bad.append(at(root, path, node.lineno, "reads the clock"))
    return bad


def models_are_not_fetched_by_name(root: Path) -> list[str]:
    """Nobody couples rooms behind the contracts' back by get_model."""
    return [
        at(root, path, 1, "get_model couples without an import")
        for path in sources(root)
        if "get_model(" in path.read_text(encoding="utf-8")
    ]


def foreign_keys_point_down(root: Path) -> list[str]:
    """A foreign key refers to a room below, or to the same room."""
    bad = []
    for path in sources(root):
        relative = path.relative_to(root / "src/hedun").parts
        here = next((label for label in reversed(ORDER) if label in relative), "")
        if not here or not any(part in {"models", "models.py"} for part in relative):
            continue
        for there, line in _references(path):
            if there in ORDER and ORDER.index(there) > ORDER.index(here):
                bad.append(at(root, path, line, f"{here} points up to {there}"))
    return bad


def _references(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith(
            ("ForeignKey", "OneToOneField", "ManyToManyField")
        ):
            continue
        target = node.args[0] if node.args else node.keywords[0].value
        if isinstance(target, ast.Constant) and "." in str(target.value):
            yield str(target.value).split(".")[0], node.lineno


def rooms_are_on_the_map(root: Path) -> list[str]:
    """ARCHITECTURE.md has every room."""
    page = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    return [
        f"{room.relative_to(root)} is missing from ARCHITECTURE.md"
        for room in rooms(root)
        if f"`{room.relative_to(root).as_posix()}/`" not in page
    ]


def terms_are_in_the_glossary(root: Path) -> list[str]:
    """docs/glossary.md has every Chinese word that a Term shows."""
    page = (root / "docs/glossary.md").read_text(encoding="utf-8")
    return [
        at(root, path, line, f"{name} {label} is missing from docs/glossary.md")
        for path in sources(root)
        if path.stem == "terms" or "terms" in path.parts
        for name, label, line in _terms(path)
        if label not in page
    ]


def _terms(path: Path) -> Iterator[tuple[str, str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef) and any(ast.unparse(b) == "Term" for b in node.bases):
            for item in node.body:
                if isinstance(item, ast.Assign) and isinstance(item.value, ast.Tuple):
                    yield node.name, ast.literal_eval(item.value.elts[1]), item.lineno


def broad_excepts_say_why(root: Path) -> list[str]:
    """A broad except carries its reason, and none is silent."""
    bad = []
    for path in sources(root):
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))):
            if not isinstance(node, ast.ExceptHandler):
                continue
            kind = ast.unparse(node.type) if node.type else ""
            if kind in {"", "Exception", "BaseException"}:
                if "#" not in lines[node.lineno - 1]:
                    bad.append(at(root, path, node.lineno, "broad except without its reason"))
                if all(isinstance(n, ast.Pass) for n in node.body):
                    bad.append(at(root, path, node.lineno, "silent broad except"))
    return bad


def user_patterns_never_reach_re(root: Path) -> list[str]:
    """Patterns are literals: `re` never compiles what a person can edit."""
    bad = []
    for path in sources(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and re.fullmatch(
                    r"re\.(compile|search|match|fullmatch|sub|split|findall|finditer)",
                    ast.unparse(node.func),
                )
                and not isinstance(
                    node.args[0], ast.Constant | ast.JoinedStr | ast.Name | ast.BinOp
                )
            ):
                bad.append(at(root, path, node.lineno, "pattern is not a literal"))
    return bad


def templates_obey_the_policy(root: Path) -> list[str]:
    """No inline script, style or handler: the Content-Security-Policy would refuse it."""
    inline = re.compile(
        r"""<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=["']|javascript:|https?://(?!www\.w3\.org)"""
    )
    bad = []
    for path in sorted((root / "src/hedun").rglob("templates/**/*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if inline.search(line):
                bad.append(at(root, path, number, "inline script, style or foreign address"))
    return bad


RULES: tuple[Callable[[Path], list[str]], ...] = (
    actions_say_who_and_when, queries_start_from_the_viewer, queries_compare_with_keys, files_stay_short,
    functions_stay_short, nesting_stays_flat, names_say_what, decisions_never_read_the_clock,
    models_are_not_fetched_by_name, foreign_keys_point_down, rooms_are_on_the_map,
    terms_are_in_the_glossary, broad_excepts_say_why, user_patterns_never_reach_re,
    templates_obey_the_policy,
)  # fmt: skip


def main() -> int:
    """Print every violation of the tree in the current folder."""
    root = Path.cwd()
    bad = [text for rule in RULES for text in rule(root)]
    print(*bad, sep="\n")
    print(f"{len(RULES)} house rules, {len(bad)} violations")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
