"""Patterns that make a backtracking engine stand still, and texts made for them.

The first are those of the design's experiment; then the published families: nested and
overlapping repetition, alternatives with a common beginning, anchored tails, counted
repetition, e-mail and address checks, and what an inspector might write in good faith.
"""

WORD = "药"
PATTERNS: tuple[str, ...] = (
    r"(a+)+$", r"^(\w+\s?)*$x", r"(加|\+|➕)*(v|微|薇)*信?$x",
    r"(a*)*b", r"(a|a)*b", r"(a|aa)+$", r"(a+)*b", r"(.*)*x", r"(.+)+x", r"(.*a){20}", r"(.*a){12}b",
    r"a*a*a*a*a*a*a*a*b", r"\w+\w+\w+\w+\w+x", r"(\w+)*\d$", r"([a-z]+)*1", r"(([a-z])+.)+[A-Z]([a-z])+$",
    r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(x+x+)+y", r"(\d+)*[^\d]x", r"^(\d+)+$x", r"(ab?)*c", r"(a?){50}a{50}",
    r"(a{0,30}){0,30}b", r"(.{1,30}){1,30}x", r"a.{500}b", r"[a-c]{1,400}d", r"(a|b|ab)*c", r"(aa|aab?)*$x",
    r"^[\w.+-]+@([\w-]+\.)+[a-z]{2,}$", r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
    r"(https?://)?([\w-]+\.)*[\w-]+(/[\w-]*)*\?x", r"\s+$x", r"\s*,\s*,\s*x", r"(\s|&nbsp;)*$x", r"<(\w+)(\s+\w+=\"[^\"]*\")*>x",
    r"(药.*)*效$x", r"(\p{Han}+)+x", r"(\p{Han}|药)*x", r"(包治|百病|包治百病)*x", r"加.*微.*信.*号.*x", r"([^\n]*药[^\n]*)+x",
    r"(v|V|微|薇|威|维){1,8}(x|X|信|芯|心)*$y", r"(?:(?:药+)+)+$x", r"(.*),(.*),(.*),(.*),(.*),x", r"^(.*?)(药)?(.*?)$x",
)  # fmt: skip
TEXTS: tuple[str, ...] = (
    "a" * 40 + "!", "a" * 2_000 + "!", "ab" * 1_000 + "!", "a b " * 500 + "!", "1" * 1_000 + "x1", "x" * 1_000,
    WORD * 1_000 + "!", ("包治百病" * 250) + "!", ("加微信号" * 250) + "!", " " * 2_000 + "!", "," * 1_000,
    "a." * 500 + "@", "a@" + "a." * 500 + "!", "https://" + "a/" * 500, '<a b="c"' * 200, "vV微薇" * 250 + "!",
    ("\n" * 500) + "!", "药a" * 500 + "\n",
)  # fmt: skip
REFUSED: tuple[str, ...] = (
    r"(?=a)b", r"(?!a)b", r"(?<=a)b", r"(?<!a)b", r"(a)\1", r"(a+)\1+", r"(?P<x>a)(?P=x)", r"a(?=.*b)(?=.*c)",
    r"(?>a+)b", r"(x{1000}){1000}", r"a{1001}", r"a++", r"((a{100}){100}){100}", r"(?#x)a", r"(a)\k<a>", r"(?(1)a|b)",
)  # fmt: skip
