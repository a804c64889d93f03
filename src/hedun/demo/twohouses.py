"""The bodies and people of two houses that write to each other, and their first letters."""

import datetime as dt
from dataclasses import dataclass

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import BodyKind, Level, Role
from hedun.demo.people import ADMINS, Founder
from hedun.demo.simulation import MACHINE
from hedun.desks.bridge import actions, queries
from hedun.desks.bridge.terms import Incoming, LetterKind
from hedun.market import actions as market


@dataclass(frozen=True, slots=True)
class House:
    """One node: its name, its body, and who logs in there."""

    name: str
    body_name: str
    username: str
    role: Role
    label: str


BUREAU = House("hz-bureau", "杭州市市场监督管理局", "jc", Role.INSPECTOR, "办案人员")
PLATFORM = House("tongji", "杭州桐集网络科技有限公司", "tongji1", Role.COMPLIANCE, "平台合规专员")
HOUSES = {"bureau": BUREAU, "platform": PLATFORM}
FIRST = (
    ("disposal_notice", "商品标题含“国家级”等绝对化用语，请核查并采取必要处置措施。"),
    ("co_investigation", "某网店涉嫌销售未经认证的电器，请提供经营者身份与商品销售信息。"),
    ("clue_notice", "消费者反映某网店虚构原价，现将线索通报你单位核查。"),
)


def settle(house: House, *, at: dt.datetime) -> None:
    """Both bodies are known in both houses; people log in at their own only."""
    founder = Founder(7, at=at, now=at)
    bureau = founder.body(
        BodyKind.BUREAU,
        BUREAU.body_name,
        "杭州市局",
        level=Level.CITY,
        region_code="330100",
        word="杭市监",
        phone="0571-00000100",
    )
    platform = founder.body(
        BodyKind.PLATFORM, PLATFORM.body_name, "桐集", region_code="330108", phone="0571-00000108"
    )
    market.add_platform(
        body_id=platform.pk,
        code="tongji",
        name="桐集",
        region_code="330108",
        url="https://tongji.example/",
        by=MACHINE,
        at=at,
    )
    own = bureau if house is BUREAU else platform
    founder.person(own, house.username, house.role)
    if house is BUREAU:
        founder.person(own, "ld", Role.LEADER)
    operation = founder.body(BodyKind.OPERATION, "合盾演示运维中心", "运维中心")
    for username, role in ADMINS:
        founder.person(operation, username, role)


def letters(*, at: dt.datetime) -> None:
    """Three letters from the bureau's own system, once."""
    key = queries.visible_keys(MACHINE).first()
    person = accounts.visible_people(MACHINE).filter(username=BUREAU.username).first()
    if key is None or person is None:
        return
    for number, (kind, text) in enumerate(FIRST, start=1):
        incoming = Incoming(
            kind=LetterKind(kind),
            document_no=f"杭市监函〔{at:%Y}〕{number}号",
            title=f"{LetterKind(kind).label}：{text[:24]}",
            text=text,
            contact_name=person.name,
            contact_phone="0571-00000100",
            token=f"demo-{number}",
            questions=("identity", "goods") if kind == "co_investigation" else (),
        )
        actions.lodge(incoming=incoming, key=key, by=person.viewer, at=at)
