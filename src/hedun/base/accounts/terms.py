"""Words for who is who: bodies, roles, and the viewer every query starts from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from hedun.engine.term import Term


class BodyKind(Term):
    """What a body is, which decides what its people may ever see."""

    BUREAU = "bureau", "市场监管局"
    PLATFORM = "platform", "平台"
    AGENCY = "agency", "部门"
    MEDIATION = "mediation", "调解组织"
    COURT = "court", "法院"
    PUBLIC = "public", "公众"
    OPERATION = "operation", "系统运维单位"


class Level(Term):
    """The storey of a bureau in the region tree."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"


class Role(Term):
    """What a person may do inside the body."""

    INSPECTOR = "inspector", "办案人员"
    LEADER = "leader", "负责人"
    EDITOR = "editor", "词库维护员"
    PUBLISHER = "publisher", "公示审核员"
    COMPLIANCE = "compliance", "平台合规专员"
    LIAISON = "liaison", "部门联络员"
    MEDIATOR = "mediator", "调解员"
    JUDGE = "judge", "法官"
    CITIZEN = "citizen", "社会公众"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


class VisitEnd(Term):
    """Why a session ended, said on the login page that follows."""

    LOGOUT = "logout", "已退出登录"
    IDLE = "idle", "超过 30 分钟未操作"
    TOO_OLD = "too_old", "登录已满 12 小时"
    SUPERSEDED = "superseded", "账号在其他设备登录，超出同时在线数"
    REVOKED = "revoked", "会话已被终止"


THREE_ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})

ROLES_OF_KIND: dict[BodyKind, frozenset[Role]] = {
    BodyKind.BUREAU: frozenset({Role.INSPECTOR, Role.LEADER, Role.EDITOR, Role.PUBLISHER}),
    BodyKind.PLATFORM: frozenset({Role.COMPLIANCE}),
    BodyKind.AGENCY: frozenset({Role.LIAISON}),
    BodyKind.MEDIATION: frozenset({Role.MEDIATOR}),
    BodyKind.COURT: frozenset({Role.JUDGE}),
    BodyKind.PUBLIC: frozenset({Role.CITIZEN}),
    BodyKind.OPERATION: THREE_ADMINS,
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking: the first argument of every query and the `by` of every action.

    `region_prefix` is the significant part of the body's region code: two digits for
    a province, four for a city, six for a county, empty where no region limits the view.
    """

    person_id: int | None
    name: str
    body_id: int | None
    body_kind: BodyKind
    body_name: str = ""
    level: Level | None = None
    region_prefix: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)

    @classmethod
    def anonymous(cls) -> Self:
        """Anybody who has not logged in."""
        return cls(person_id=None, name="未登录访客", body_id=None, body_kind=BodyKind.PUBLIC)

    @classmethod
    def system(cls, name: str = "系统") -> Self:
        """The machine itself, for timers and imports; it never decides a matter."""
        return cls(person_id=None, name=name, body_id=None, body_kind=BodyKind.OPERATION)

    @property
    def is_anonymous(self) -> bool:
        return self.person_id is None and self.body_kind is BodyKind.PUBLIC

    @property
    def is_system(self) -> bool:
        return self.person_id is None and self.body_kind is BodyKind.OPERATION

    @property
    def is_bureau(self) -> bool:
        return self.body_kind is BodyKind.BUREAU

    @property
    def is_platform(self) -> bool:
        return self.body_kind is BodyKind.PLATFORM

    @property
    def person_key(self) -> int:
        """The person's number, or 0, which no row has."""
        return self.person_id or 0

    @property
    def body_key(self) -> int:
        """The body's number, or 0, which no row has."""
        return self.body_id or 0

    def has(self, *roles: Role) -> bool:
        """Tell whether the viewer holds at least one of the roles."""
        return bool(self.roles.intersection(roles))

    def region_bounds(self) -> tuple[str, str]:
        """Give the half-open range of six-digit region codes in the viewer's area.

        A range, not LIKE: both databases answer it from an ordinary index.
        """
        low = self.region_prefix.ljust(6, "0")
        high = self.region_prefix + "~" if self.region_prefix else "~"
        return low, high


class Refused(PermissionError):
    """The viewer may not do this; the message says what, and who could."""


class Invalid(ValueError):
    """What was asked for breaks a rule; the message names the thing, the rule, the way out."""


@dataclass(frozen=True, slots=True)
class Competence:
    """Which bureau answers for a place, nearest first: county, city, province codes."""

    county: str
    city: str
    province: str

    @classmethod
    def of(cls, region_code: str) -> Self:
        """Split a six-digit code; `ValueError` when it is none."""
        if len(region_code) != 6 or not region_code.isdecimal():
            raise ValueError(f"not a six-digit region code: {region_code!r}")
        return cls(region_code, region_code[:4] + "00", region_code[:2] + "0000")


Witness = Callable[[Any], None]
_WITNESSES: list[Witness] = []


def register_witness(witness: Witness) -> None:
    """Let a room above see every audit row in its transaction; called once, when it starts."""
    if witness not in _WITNESSES:
        _WITNESSES.append(witness)


def witnesses() -> tuple[Witness, ...]:
    """Give every registered witness."""
    return tuple(_WITNESSES)
