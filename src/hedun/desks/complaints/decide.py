"""What the desk decides beyond the declared procedures: who is competent, who wears which hat."""

import base64
import datetime as dt
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from typing import Final

from cryptography.fernet import Fernet, InvalidToken

from hedun.base.accounts.terms import Role, Viewer
from hedun.base.procedure.terms import Hat
from hedun.desks.complaints.terms import Author, IdentityKind, RespondentKind, SubmissionKind

WORKERS: Final = (Role.INSPECTOR, Role.LEADER)
LOOKUPS_PER_MINUTE: Final = 10
FILINGS_PER_HOUR: Final = 20
CODE_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 10
EXPIRED: Final = "T23-5"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a respondent may be sued for: each a region code, or empty where unknown."""

    respondent: str = ""
    shown_on_platform: str = ""
    platform_seat: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """How often the author of a complaint complains, in the days before it: counts, no names."""

    of_author: int
    of_author_here: int
    names_at_contact: int


FACTOR_DAYS: Final = 90
MANY, MANY_HERE, MANY_NAMES = 10, 3, 3


def factors(habits: Habits) -> list[tuple[str, str]]:
    """Name the factors of article 17 that speak for a complaint not being for living needs.

    Each comes with the figure behind it; what it means in this case, a person decides.

    Basis: complaint_report_rules art. 17
    """
    found = []
    if habits.of_author >= MANY:
        found.append(("C17-1", f"{FACTOR_DAYS} 日内同一投诉人共投诉 {habits.of_author} 件"))
    if habits.of_author_here >= MANY_HERE:
        text = f"{FACTOR_DAYS} 日内同一投诉人对同一经营者投诉 {habits.of_author_here} 件"
        found.append(("C17-2", text))
    if habits.names_at_contact >= MANY_NAMES:
        text = f"同一电话号码或者通讯地址有 {habits.names_at_contact} 个姓名投诉"
        found.append(("C17-4", text))
    return found


def seal(author: Author, key: bytes) -> str:
    """Encrypt an author."""
    return _box(key).encrypt(json.dumps(asdict(author)).encode()).decode()


def unseal(sealed: str, key: bytes) -> Author:
    """Give an author back; ValueError where another key sealed it."""
    try:
        found = json.loads(_box(key).decrypt(sealed.encode()))
    except InvalidToken as error:
        raise ValueError("身份信息无法解封：身份密钥已更换；请恢复原密钥后再试。") from error
    return Author(**found | {"paper": IdentityKind(found["paper"])})


def _box(key: bytes) -> Fernet:
    digest = hashlib.sha256(b"complaints.identity:" + key).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def fingerprint(what: str, text: str, key: bytes) -> str:
    """Give a keyed digest by which equal texts are found equal; empty for nothing."""
    plain = "".join(text.split()).upper()
    message = f"{what}:{plain}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest() if plain else ""


def competent_region(respondent: RespondentKind, places: Places) -> str:
    """Give the region whose bureau is competent; empty where nobody can tell.

    A shop is dealt with where the platform shows it to be, or at the platform's seat where no
    such place is known; a platform or site of one's own at its seat.

    Basis: complaint_report_rules art. 13; complaint_report_rules art. 31
    """
    if respondent is RespondentKind.OFFLINE:
        return places.respondent
    if respondent is RespondentKind.PLATFORM:
        return places.platform_seat or places.respondent
    return places.shown_on_platform or places.platform_seat or places.respondent


def hats(viewer: Viewer, *, body_id: int | None, intake_body_id: int | None) -> frozenset[Hat]:
    """Say what a person of the desk is to a submission; citizens come by their code."""
    if viewer.is_system:
        return frozenset({Hat.SYSTEM})
    if not (viewer.is_bureau and viewer.person_id is not None and viewer.has(*WORKERS)):
        return frozenset()
    found = set()
    if viewer.body_id is not None and viewer.body_id == body_id:
        found.add(Hat.OFFICER)
        if viewer.has(Role.LEADER):
            found.add(Hat.LEADER)
    if viewer.body_id is not None and viewer.body_id == intake_body_id:
        found.add(Hat.INTAKE)
    return frozenset(found)


def number(kind: SubmissionKind, year: int, count: int) -> str:
    """Give the number of a submission: TS-2026-000001, JB-2026-000001."""
    return f"{'TS' if kind is SubmissionKind.COMPLAINT else 'JB'}-{year}-{count:06d}"


def date_problem(on: dt.date | None, today: dt.date, *, is_deadline: bool) -> str:
    """Say in Chinese why a date does not fit: a deadline lies ahead, what happened does not."""
    if on is None:
        return ""
    if is_deadline and on <= today:
        return f"限期 {on} 须晚于今天；请改为给对方留出时间的日期。"
    if not is_deadline and on > today:
        return f"日期 {on} 晚于今天；请填写实际发生的日期。"
    return ""
