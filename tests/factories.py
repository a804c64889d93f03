"""Generated rows for tests: plain functions, every argument with a default.

Numbers come from one counter, so that rows never collide and no name is a real one's.
"""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from hedun.base.accounts.models import Body, Person, Region, RoleGrant
from hedun.base.accounts.terms import BodyKind, Level, Role, Viewer
from hedun.base.lawbook.models import Article, Deadline, Ground, Instrument
from hedun.base.lawbook.terms import AtExpiry, Confidence, Severity, Unit
from hedun.clues.models import Clue
from hedun.clues.terms import ClueSource, ClueState
from hedun.market.models import Platform, Shop, Subject
from hedun.market.terms import SubjectKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=SHANGHAI)  # a Monday
LONG_AGO = dt.date(2000, 1, 1)
PASSWORD = "Heze-Tianqi-27"
SYSTEM = Viewer.system()

_numbers = itertools.count(1)
_WIDTH = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6}


def number() -> int:
    """Give a number that no other row of this run has."""
    return next(_numbers)


def credit_code(n: int | None = None) -> str:
    """Make an 18-character unified social credit code with a right check digit (GB 32100)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    serial = f"{n or number():08d}"
    weighed = sum(int(c) * w for c, w in zip(serial, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    code = "91330106" + serial + "0123456789X"[-weighed % 11]
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(code))
    return code + alphabet[-total % 31]


def region(code="330106", name="西湖区", full_name="浙江省杭州市西湖区", level=Level.COUNTY):
    parent = {Level.PROVINCE: "", Level.CITY: code[:2] + "0000"}.get(level, code[:4] + "00")
    defaults = {"name": name, "full_name": full_name, "level": level, "parent_code": parent}
    return Region.objects.get_or_create(code=code, valid_from=LONG_AGO, defaults=defaults)[0]


def body(kind=BodyKind.AGENCY, name=None, *, level="", region="", parent=None):
    name = name or f"{kind.label}{number()}"
    return Body.objects.create(
        kind=kind,
        name=name,
        short_name=name[:30],
        level=level,
        region_code=region,
        parent=parent,
        word=f"测市监{number()}"[:12],
    )


def bureau(level=Level.COUNTY, region="330106", name=None, parent=None):
    """The bureau of a region: made once, then found again."""
    level = Level(level)
    code = region[: _WIDTH[level]].ljust(6, "0")
    found = Body.objects.filter(kind=BodyKind.BUREAU, level=level, region_code=code).first()
    name = name or f"测试{code}市场监督管理局"
    return found or body(BodyKind.BUREAU, name, level=level, region=code, parent=parent)


def platform_body(name=None):
    return body(BodyKind.PLATFORM, name, region="330108")


def operation_body():
    found = Body.objects.filter(kind=BodyKind.OPERATION).first()
    return found or body(BodyKind.OPERATION, "测试运维单位")


def person(of=None, *roles, username=None, name=None, password=PASSWORD):
    """Somebody who has logged in before; of a county bureau unless a body is given."""
    n = number()
    made = Person.objects.create(
        username=username or f"user{n}",
        name=name or f"测试员{n}",
        body=of or bureau(),
        password=make_password(password),
        must_change_password=False,
        password_changed_at=dt.datetime.now(tz=SHANGHAI),
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(person=made, role=role, granted_at=NOW) for role in roles
    )
    return made


def inspector(of=None):
    return person(of, Role.INSPECTOR)


def leader(of=None):
    return person(of, Role.LEADER)


def compliance(of=None):
    return person(of or platform_body(), Role.COMPLIANCE)


def admin(role=Role.SYSTEM_ADMIN):
    return person(operation_body(), role)


def platform(of=None, code=None, name=None):
    n = number()
    return Platform.objects.create(
        body=of or platform_body(),
        code=code or f"P{n}",
        name=name or f"测试平台{n}",
        region_code="330108",
    )


def subject(name=None, code=None, region="330106"):
    n = number()
    return Subject.objects.create(
        kind=SubjectKind.ENTERPRISE,
        name=name or f"测试商贸{n}有限公司",
        credit_code=code or credit_code(n),
        region_code=region,
        updated_at=NOW,
    )


def shop(on=None, *, region="330106", of=None, shop_no=None, name=None):
    n = number()
    return Shop.objects.create(
        platform=on or platform(),
        shop_no=shop_no or f"S{n}",
        name=name or f"测试店铺{n}",
        subject=of or subject(),
        region_code=region,
        updated_at=NOW,
    )


def instrument(code=None, title=None, valid_from=LONG_AGO):
    n = number()
    return Instrument.objects.create(
        code=code or f"law_{n}",
        title=title or f"测试办法{n}",
        valid_from=valid_from,
        confidence=Confidence.READ,
    )


def article(of=None, article_no=None, valid_from=LONG_AGO):
    return Article.objects.create(
        instrument=of or instrument(),
        number=article_no or str(number()),
        gist="测试要旨",
        valid_from=valid_from,
        confidence=Confidence.READ,
    )


def ground(code=None, name="测试事由", *, under=None, severity=Severity.NORMAL):
    return Ground.objects.create(
        code=code or f"T{number()}",
        name=name,
        article=under or article(),
        severity=severity,
        valid_from=LONG_AGO,
        confidence=Confidence.READ,
    )


def deadline(code="clue.verify", amount=15, unit=Unit.WORKING_DAY, *, extension=15, under=None):
    found = Deadline.objects.filter(code=code).first()
    return found or Deadline.objects.create(
        code=code,
        name=f"测试期限{code}"[:80],
        article=under or article(),
        amount=amount,
        unit=unit,
        start_event="收到线索之日",
        extension=extension,
        extension_by="负责人",
        at_expiry=AtExpiry.ALARM,
        valid_from=LONG_AGO,
        confidence=Confidence.READ,
    )


def clue(of=None, *, on=None, state=ClueState.DISPATCHED, title=None, due_at=None, officer=None):
    """A clue of a bureau about a shop in the bureau's county, as rows, without its history."""
    n = number()
    owner = of or bureau()
    about = on or shop(region=owner.region_code)
    why = ground()
    return Clue.objects.create(
        number=f"XS{n:012d}",
        title=title or f"测试线索{n}",
        source=ClueSource.MANUAL,
        source_key=f"test:{n}",
        ground=why,
        severity=why.severity,
        state=state,
        platform=about.platform,
        shop=about,
        subject=about.subject,
        finding={"text": f"测试文本{n}", "words": []},
        region_code=owner.region_code,
        body=owner,
        officer=officer,
        raised_at=NOW,
        due_at=due_at or NOW + dt.timedelta(days=21),
        due_rule="clue.verify",
        due_article=why.article,
        due_calendar="test",
        is_open=state is not ClueState.DISPOSED,
    )
