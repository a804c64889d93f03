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
from hedun.desks.complaints.terms import (
    Author,
    Competence,
    IdentityKind,
    RespondentKind,
    SubmissionKind,
)

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
    has_purchase: bool = True


FACTOR_DAYS: Final = 90
MANY, MANY_HERE, MANY_NAMES = 10, 3, 3
WEIGHTS: Final = {"C17-1": 3, "C17-2": 3, "C17-3": 2, "C17-4": 2}
NOT_FOR_LIVING: Final = "C16-3"


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
    if not habits.has_purchase:
        found.append(("C17-3", "没有写明购买的商品或者服务，也没有写明金额"))
    if habits.names_at_contact >= MANY_NAMES:
        text = f"同一电话号码或者通讯地址有 {habits.names_at_contact} 个姓名投诉"
        found.append(("C17-4", text))
    return found


def score(found: list[tuple[str, str]]) -> int:
    """Add up the factors, 0 to 10: says which complaint to look at first, and decides nothing."""
    return sum(WEIGHTS.get(code, 0) for code, _ in found)


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


def competent_region(
    kind: SubmissionKind, respondent: RespondentKind, places: Places
) -> tuple[str, Competence]:
    """Give the region whose bureau is competent and why; no region where nobody can tell.

    A complaint of a shop is dealt with where the platform shows it to be, a report where it
    really is; both at the platform's seat where no such place is known. A platform or site of
    one's own: its seat. Offline: the place of business. An advertisement: its publisher's
    place, or the advertiser's who published it himself.

    Basis: complaint_report_rules art. 13; complaint_report_rules art. 29; complaint_report_rules art. 31; complaint_report_rules art. 32
    """
    seat = (places.platform_seat, Competence.SEAT)
    own = (places.respondent, Competence.ACTUAL)
    shown = (places.shown_on_platform, Competence.SHOWN)
    is_report = kind is SubmissionKind.REPORT
    in_platform = (own, shown, seat) if is_report else (shown, seat, own)
    ranked = {
        RespondentKind.OFFLINE: ((places.respondent, Competence.OFFLINE),),
        RespondentKind.PLATFORM: (
            (places.platform_seat, Competence.SITE),
            (places.respondent, Competence.SITE),
        ),
        RespondentKind.AD: (
            (places.platform_seat, Competence.PUBLISHER),
            (places.respondent, Competence.ADVERTISER),
        ),
        RespondentKind.IN_PLATFORM: in_platform,
    }[respondent]
    return next(((code, why) for code, why in ranked if code), ("", Competence.UNKNOWN))


def competence_basis(kind: SubmissionKind, why: Competence) -> str:
    """Name the article by which the place decides."""
    if kind is SubmissionKind.COMPLAINT:
        return "complaint_report_rules 13"
    return "complaint_report_rules " + {
        Competence.OFFLINE: "29",
        Competence.PUBLISHER: "32",
        Competence.ADVERTISER: "32",
        Competence.UNKNOWN: "41",
    }.get(why, "31")


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
