"""The bodies and people of the demo, and the one password that all of them share."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password

from hedun.base.accounts import actions as accounts
from hedun.base.accounts.terms import BodyKind, Level, Role, Viewer
from hedun.demo.codes import credit_code
from hedun.demo.vocabulary import dice, person_name, phone, words
from hedun.market import actions as market

PASSWORD = "Hedun-2026-demo"  # noqa: S105 - the demo's only, printed at its start

# level, region, name, short name, issuing word, number of inspectors
BUREAUX: tuple[tuple[Level, str, str, str, str, int], ...] = (
    (Level.PROVINCE, "330000", "浙江省市场监督管理局", "浙江省局", "浙市监", 2),
    (Level.CITY, "330100", "杭州市市场监督管理局", "杭州市局", "杭市监", 3),
    (Level.COUNTY, "330102", "杭州市上城区市场监督管理局", "上城区局", "上市监", 2),
    (Level.COUNTY, "330106", "杭州市西湖区市场监督管理局", "西湖区局", "西市监", 3),
    (Level.COUNTY, "330108", "杭州市滨江区市场监督管理局", "滨江区局", "滨市监", 2),
    (Level.COUNTY, "330110", "杭州市余杭区市场监督管理局", "余杭区局", "余市监", 3),
    (Level.CITY, "330200", "宁波市市场监督管理局", "宁波市局", "甬市监", 2),
    (Level.COUNTY, "330212", "宁波市鄞州区市场监督管理局", "鄞州区局", "鄞市监", 2),
    (Level.CITY, "330700", "金华市市场监督管理局", "金华市局", "金市监", 2),
    (Level.PROVINCE, "320000", "江苏省市场监督管理局", "江苏省局", "苏市监", 2),
    (Level.CITY, "320100", "南京市市场监督管理局", "南京市局", "宁市监", 2),
)
OTHERS: tuple[tuple[BodyKind, str, str, str, Role, str], ...] = (
    (BodyKind.AGENCY, "330100", "杭州市农业农村局", "市农业农村局", Role.LIAISON, "agency"),
    (
        BodyKind.MEDIATION,
        "330106",
        "西湖区网络消费纠纷人民调解委员会",
        "西湖区网调委",
        Role.MEDIATOR,
        "mediator",
    ),
    (BodyKind.COURT, "330100", "杭州互联网法院", "杭互法院", Role.JUDGE, "judge"),
    (BodyKind.PUBLIC, "", "社会公众", "公众", Role.CITIZEN, "citizen"),
    (BodyKind.AGENCY, "330100", "杭州市公安局", "市公安局", Role.LIAISON, "police"),
    (BodyKind.AGENCY, "330000", "浙江省通信管理局", "省通信管理局", Role.LIAISON, "telecom"),
)
ADMINS = (
    ("sysadmin", Role.SYSTEM_ADMIN),
    ("secadmin", Role.SECURITY_ADMIN),
    ("auditor", Role.AUDITOR),
)


@dataclass(slots=True)
class World:
    """Who acts in the demo: viewers by account name, platforms by code, accounts to print."""

    viewers: dict[str, Viewer]
    platforms: dict[str, Any]
    card: list[dict[str, str]]

    def of_body(self, body_id: int, *roles: Role) -> list[Viewer]:
        """The people of a body who hold one of the roles."""
        return [v for v in self.viewers.values() if v.body_id == body_id and v.has(*roles)]


class Founder:
    """Makes bodies and people through the doors of accounts and market."""

    def __init__(self, seed: int, *, at: dt.datetime, now: dt.datetime) -> None:
        self.at, self.now = at, now
        self.chance: random.Random = dice(seed, "people")
        self.machine = Viewer.system("演示数据生成")
        self.world = World({}, {}, [])
        # hashed once: forty slow hashes would take longer than the whole market
        self._hash = make_password(PASSWORD)
        self._tally = 0

    def body(self, kind: BodyKind, name: str, short_name: str, **values: Any) -> Any:
        """Register a body."""
        return accounts.add_body(
            kind=kind, name=name, short_name=short_name, by=self.machine, at=self.at, **values
        )

    def person(self, body: Any, username: str, *roles: Role) -> Viewer:
        """Register a person with roles and the shared password."""
        self._tally += 1
        made = accounts.add_person(
            body_id=body.pk,
            username=username,
            name=person_name(self.chance),
            officer_no=f"演示{self._tally:04}" if body.kind == BodyKind.BUREAU else "",
            phone=phone(self.chance),
            password=self._hash,
            by=self.machine,
            at=self.at,
        ).person
        # the account is old, the password is not: an old one would have to be changed at once
        made.password_changed_at = self.now
        made.save(update_fields=["password_changed_at"])
        for role in roles:
            accounts.grant_role(person_id=made.pk, role=role, by=self.machine, at=self.at)
        viewer: Viewer = made.viewer
        self.world.viewers[username] = viewer
        return viewer

    def show(self, username: str, what: str) -> None:
        """Print this account at the start of the demo."""
        viewer = self.world.viewers[username]
        row = {"username": username, "password": PASSWORD, "role": what, "body": viewer.body_name}
        self.world.card.append(row)


def _bureaux(founder: Founder) -> None:
    made: dict[str, Any] = {}
    for level, region, name, short_name, word, inspectors in BUREAUX:
        above = made.get(region[:4] + "00") or made.get(region[:2] + "0000")
        body = made[region] = founder.body(
            BodyKind.BUREAU,
            name,
            short_name,
            level=level,
            region_code=region,
            word=word,
            parent_id=above.pk if above else None,
            phone=f"0571-0000{region[-4:]}",
        )
        for number in range(1, inspectors + 1):
            founder.person(body, f"jc{region}{number}", Role.INSPECTOR)
        founder.person(body, f"ld{region}", Role.LEADER)
        founder.person(body, f"gs{region}", Role.PUBLISHER)
        if region == "330100":
            founder.person(body, "editor1", Role.EDITOR)
            founder.person(body, "editor2", Role.EDITOR)


def _platforms(founder: Founder) -> None:
    for row in words("trade")["platform"]:
        body = founder.body(
            BodyKind.PLATFORM,
            row["company"],
            row["name"],
            region_code=row["region"],
            credit_code=credit_code(founder.chance, row["region"], is_enterprise=True),
            phone=phone(founder.chance),
        )
        platform = market.add_platform(
            body_id=body.pk,
            code=row["code"],
            name=row["name"],
            region_code=row["region"],
            url=f"https://{row['code']}.example/",
            by=founder.machine,
            at=founder.at,
        )
        founder.world.platforms[row["code"]] = platform
        for number in (1, 2):
            founder.person(body, f"{row['code']}{number}", Role.COMPLIANCE)


def _others(founder: Founder) -> None:
    for kind, region, name, short_name, role, username in OTHERS:
        body = founder.body(kind, name, short_name, region_code=region)
        founder.person(body, username, role)
    operation = founder.body(BodyKind.OPERATION, "合盾演示运维中心", "运维中心")
    for username, role in ADMINS:
        founder.person(operation, username, role)


def found(seed: int, *, at: dt.datetime, now: dt.datetime) -> World:
    """Make every body and person of the demo, registered at `at`, able to log in now."""
    founder = Founder(seed, at=at, now=now)
    _bureaux(founder)
    _platforms(founder)
    _others(founder)
    for username, what in (
        ("jc3301061", "办案人员（县级）"),
        ("jc3301001", "办案人员（市级）"),
        ("jc3300001", "办案人员（省级）"),
        ("ld330106", "负责人"),
        ("gs330106", "公示审核员"),
        ("editor1", "词库维护员"),
        ("tongji1", "平台合规专员"),
        ("agency", "部门联络员"),
        ("mediator", "调解员"),
        ("judge", "法官"),
        ("citizen", "社会公众"),
        ("sysadmin", "系统管理员"),
        ("secadmin", "安全管理员"),
        ("auditor", "审计管理员"),
    ):
        founder.show(username, what)
    return founder.world
