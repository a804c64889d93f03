"""Pure decisions: which password may be set, which role fits whom, how a place is called."""

import datetime as dt
import ipaddress
import re
import string
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hedun.base.accounts.terms import (
    ROLES_OF_KIND,
    THREE_ADMINS,
    BodyKind,
    Level,
    Role,
    VisitEnd,
)

PASSWORD_LENGTH = 8
PASSWORD_CLASSES = 3
PASSWORD_HISTORY = 5
PASSWORD_LIFE = dt.timedelta(days=90)

IDLE_LIMIT = dt.timedelta(minutes=30)
VISIT_LIMIT = dt.timedelta(hours=12)
SEEN_STEP = dt.timedelta(seconds=60)  # a visit's last sign of life is written this often
CONCURRENT_VISITS = 3

TRY_WINDOW = dt.timedelta(minutes=15)
PAIR_TRIES = 5  # wrong passwords for one account from one network
ACCOUNT_TRIES = 30  # for one account from anywhere: slow enough to guess, hard to lock out with
NETWORK_TRIES = 25  # different accounts tried from one network: somebody is spraying

# what administrators do is told to the auditor in full
ADMINISTRATION = ("accounts:", "jobs:", "lawbook:")
_PLAIN = re.compile(r"[a-z][a-z0-9_:]{0,39}|[0-9a-f]{64}|[0-9]{1,10}")  # a state, a hash, a key
MATTER = "（业务内容，见对象）"

_LOOKALIKES = str.maketrans("@$013!57", "asoleist")
_TRAILING = string.digits + string.punctuation
# levels that exist on paper only, between a province and its counties
NO_PLACE = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_ENDINGS = (
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "新区",
    "林区",
    "省",
    "市",
    "区",
    "县",
    "盟",
    "旗",
)


def password_problems(
    password: str, *, username: str, name: str, common: Collection[str]
) -> list[str]:
    """Say in Chinese what is wrong with a new password; an empty list means it may be set.

    `common` holds lower-case words that people choose; a password that is such a word
    with digits, signs or look-alike letters around it is refused too.
    Basis: GB/T 22239-2019 8.1.4.1
    """
    problems = []
    if len(password) < PASSWORD_LENGTH:
        problems.append(f"密码至少 {PASSWORD_LENGTH} 位，现在是 {len(password)} 位。")
    if _classes(password) < PASSWORD_CLASSES:
        problems.append(f"密码须含大写字母、小写字母、数字、符号中的至少 {PASSWORD_CLASSES} 类。")
    lowered = password.lower()
    if (username and username.lower() in lowered) or (name and name.lower() in lowered):
        problems.append("密码不能包含账号或姓名，请换一个与本人无关的密码。")
    if _is_common(lowered, common):
        problems.append("这是常见密码，容易被猜中，请换成几个不相关的词再加数字、符号。")
    return problems


def _classes(password: str) -> int:
    kinds = {
        "upper" if c.isupper() else "lower" if c.islower() else "digit" if c.isdigit() else "sign"
        for c in password
    }
    return len(kinds)


def _is_common(lowered: str, common: Collection[str]) -> bool:
    letters = lowered.translate(_LOOKALIKES)
    forms = {lowered, letters, letters.strip(_TRAILING), lowered.strip(_TRAILING)}
    return bool(forms & set(common))


def password_is_stale(changed_at: dt.datetime | None, at: dt.datetime) -> bool:
    """Tell whether a password is older than 90 days, or was never set by its owner."""
    return changed_at is None or at - changed_at >= PASSWORD_LIFE


def grant_problem(role: Role, *, kind: BodyKind, held: Collection[Role]) -> str:
    """Say why a person of such a body may not get the role; empty when it fits.

    Nobody holds two of the three administrators' roles (三员分立), and they exist only in the
    operating body, whose people see no business data.
    Basis: GB/T 22239-2019 8.1.4.2
    """
    if role not in ROLES_OF_KIND[kind]:
        fitting = "、".join(r.label for r in Role if r in ROLES_OF_KIND[kind])
        return f"“{role.label}”不适用于{kind.label}的人员；该类单位可授予：{fitting}。"
    others = THREE_ADMINS.intersection(held) - {role}
    if role in THREE_ADMINS and others:
        other = "、".join(r.label for r in others)
        return (
            f"系统、安全、审计管理员须由三人分任：此人已是{other}，不能再任{role.label}，"
            "请授予另一人，或先撤销原角色。"
        )
    return ""


def padded_code(code: str) -> str:
    """Write a two-, four- or six-digit region code with six digits: 33 is 330000.

    `ValueError` for anything else.
    """
    if len(code) not in {2, 4, 6} or not (code.isascii() and code.isdecimal()):
        raise ValueError(f"区划代码“{code}”应为 2、4 或 6 位数字。")
    return code.ljust(6, "0")


def short_region(name: str) -> str:
    """Drop the ending of a region's name where two characters or more remain: 西湖区 is 西湖."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


def full_region(names: Collection[str]) -> str:
    """Join province, city and county, without what names no place."""
    return "".join(name for name in names if name not in NO_PLACE)


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region as the tree needs it."""

    code: str
    name: str
    full_name: str
    level: Level
    parent_code: str


def tree(names: Mapping[str, str]) -> Iterator[RegionRow]:
    """Turn code → name (six digits) into rows with level, parent and full name.

    A county whose city is not listed hangs below its province.
    """
    for code, name in names.items():
        province, city = code[:2] + "0000", code[:4] + "00"
        # in this order: of a province the first four digits end in zeros too
        level = {city: Level.CITY, province: Level.PROVINCE}.get(code, Level.COUNTY)
        above = [
            c for c in (province, city) if c in names and c != code and level is not Level.PROVINCE
        ]
        full = full_region([*(names[c] for c in above), name])
        yield RegionRow(code, name, full, level, above[-1] if above else "")


def login_wait(
    tries: Collection[tuple[int, dt.datetime | None, int]], at: dt.datetime
) -> dt.timedelta:
    """Tell how long a login must wait, given (count, last try, limit) of each way to count.

    Fifteen minutes from the last try where a limit is reached, else zero.
    Basis: GB/T 22239-2019 8.1.4.1
    """
    waits = (last + TRY_WINDOW - at for count, last, limit in tries if last and count >= limit)
    return max(waits, default=dt.timedelta(0))


def said_wait(wait: dt.timedelta) -> str:
    """Say a waiting time in whole minutes, rounded up."""
    return f" {-int(-wait.total_seconds() // 60)} 分钟"


def network_of(address: str) -> str:
    """Name the network that an address belongs to: itself for IPv4, its /64 for IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def client_address(remote: str, forwarded: str, trusted: Collection[str]) -> str:
    """Tell who sent a request: the last hop that is not one of our own proxies.

    What a stranger writes into X-Forwarded-For counts only when a trusted proxy passed it on.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()] + [remote]
    while len(hops) > 1 and hops[-1] in trusted:
        hops.pop()
    return hops[-1]


def visit_end(*, began_at: dt.datetime, seen_at: dt.datetime, at: dt.datetime) -> VisitEnd | None:
    """Tell why a session is over by time, if it is.

    Basis: GB/T 22239-2019 8.1.4.1
    """
    if at - began_at >= VISIT_LIMIT:
        return VisitEnd.TOO_OLD
    if at - seen_at >= IDLE_LIMIT:
        return VisitEnd.IDLE
    return None


def told(action: str, detail: Any) -> Any:
    """What the auditor reads of an act: of a desk's matter which row and step, but no words.

    The row keeps every word, for the court; the three administrators see no business data.

    Basis: GB/T 22239-2019 8.1.4.2
    """
    return detail if action.startswith(ADMINISTRATION) else _wordless(detail)


def _wordless(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _wordless(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_wordless(inner) for inner in value]
    if isinstance(value, str) and value and not _PLAIN.fullmatch(value):
        return MATTER
    return value
