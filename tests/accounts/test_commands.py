"""The server's own verbs: install, load_regions, reset_password."""

import datetime as dt
import io
import re

import pytest
from django.core.management import CommandError, call_command

from hedun.base.accounts import queries
from hedun.base.accounts.models import Person, Region, RoleGrant
from hedun.base.accounts.terms import THREE_ADMINS, Role
from tests import factories as make

pytestmark = pytest.mark.django_db


def run(*words, **options):
    out = io.StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_install_makes_three_people_with_one_role_each():
    run("install")
    grants = RoleGrant.objects.values_list("person", "role")
    assert {Role(role) for _, role in grants} == THREE_ADMINS
    assert len({person for person, _ in grants}) == 3 == Person.objects.count()


def test_install_prints_passwords_that_work_once():
    said = run("install")
    username, password = re.findall(r"账号 (\S+)  密码 (\S+)", said)[0]
    person = Person.objects.get(username=username)
    assert person.check_password(password)
    assert person.must_change_password


def test_install_runs_once_only():
    run("install")
    with pytest.raises(CommandError, match="reset_password"):
        run("install")


def test_no_account_exists_before_install():
    assert not Person.objects.exists()


def test_regions_know_their_place():
    assert "3348" in run("load_regions")
    assert queries.region_full_name(make.SYSTEM, "330106") == "浙江省杭州市西湖区"
    assert queries.region_name(make.SYSTEM, "330106") == "浙江·杭州·西湖"
    assert queries.region_name(make.SYSTEM, "110105") == "北京·朝阳"
    assert queries.region_name(make.SYSTEM, "441900") == "广东·东莞"
    assert queries.region_name(make.SYSTEM, "999999") == "999999"


def test_the_tree_is_walked_from_the_top():
    run("load_regions")
    assert queries.regions(make.SYSTEM).count() == 31
    hangzhou = queries.regions(make.SYSTEM, "330100")
    assert "西湖区" in set(hangzhou.values_list("name", flat=True))


def test_loading_an_edition_twice_changes_nothing():
    run("load_regions")
    assert "新启用 0 个，停用 0 个" in run("load_regions")


def edition(path, rows):
    path.write_text("code,name\n" + "".join(f"{c},{n}\n" for c, n in rows), encoding="utf-8-sig")
    return path


def test_a_new_edition_ends_the_codes_that_are_gone(tmp_path):
    old = [("33", "浙江省"), ("3301", "杭州市"), ("330103", "下城区")]
    run("load_regions", edition(tmp_path / "a.csv", old))
    new = [*old[:2], ("330113", "临平区")]
    run("load_regions", edition(tmp_path / "b.csv", new), valid_from=dt.date(2021, 4, 9))
    gone = Region.objects.get(code="330103")
    assert gone.valid_to == dt.date(2021, 4, 9)
    seen = [
        set(queries.regions(make.SYSTEM, "330100", on=day).values_list("name", flat=True))
        for day in (dt.date(2021, 4, 8), dt.date(2021, 4, 9))
    ]
    assert seen == [{"下城区"}, {"临平区"}]


def test_a_code_that_is_none_stops_the_load(tmp_path):
    with pytest.raises(CommandError, match="第 3 行"):
        run("load_regions", edition(tmp_path / "a.csv", [("33", "浙江省"), ("3x", "?")]))
    assert not Region.objects.exists()


def test_the_server_resets_an_administrators_password():
    admin = make.admin(Role.AUDITOR)
    said = run("reset_password", admin.username)
    admin.refresh_from_db()
    assert admin.check_password(said.strip().split("：")[1])
