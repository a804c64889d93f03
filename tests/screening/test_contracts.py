"""Clause checks on the desk: marked in the text, judged one by one, handed on as one clue."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hedun.base.accounts.terms import Refused, Role
from hedun.desks.screening import actions
from hedun.desks.screening.models import Contract, Passage
from hedun.desks.screening.queries import contracts as queries
from hedun.desks.screening.terms import ContractKind, Verdict
from tests import factories as f
from tests.engine.clauses.test_clauses import docx

pytestmark = pytest.mark.django_db
TEXT = (
    "会员服务合同\n第一条 本店提供健身服务，年费1000元，有效期限一年。\n"
    "第二条 会员费一经缴纳，概不退还。\n第三条 经营者不得免除其应当承担的责任。\n"
    "第四条 本合同最终解释权归本店所有。\n"
)


def url(name, *args):
    return reverse(f"screening:{name}", args=args)


@pytest.fixture
def lawful(desk):
    """The ground on which a clue about clauses stands, and the article."""
    law = f.instrument(code="network_trade_rules", title="网络交易监督管理办法")
    return f.ground(code="CLAUSE", name="不公平格式条款", under=f.article(law, "21"))


@pytest.fixture
def contract(desk, lawful):
    return actions.check_contract(
        title="健身合同",
        kind=ContractKind.CONSUMER,
        text=TEXT,
        shop=desk.shop,
        by=desk.officer.viewer,
        at=f.NOW,
    )


def judge(desk, contract, passage, verdict=Verdict.CONFIRM):
    return actions.judge_passage(
        contract_id=contract.pk,
        passage_id=passage.pk,
        verdict=verdict,
        by=desk.officer.viewer,
        at=f.NOW,
    )


def test_passages_stand_where_they_were_found(contract):
    found = {
        (p.kind, p.clause_no, TEXT[p.sign_start : p.sign_end]) for p in contract.passages.all()
    }
    assert ("exempt", "第二条", "概不退还") in found
    assert {kind for kind, _, _ in found} == {"exempt", "say"}
    assert "safety" in contract.absent


def test_the_same_text_is_checked_once(desk, contract):
    again = actions.check_contract(
        title="又一份",
        kind=ContractKind.CONSUMER,
        text=TEXT,
        shop=desk.shop,
        by=desk.officer.viewer,
        at=f.NOW,
    )
    assert again == contract


def test_confirmed_passages_become_one_clue_with_the_text_as_evidence(desk, contract):
    first, last = contract.passages.order_by("start")
    judge(desk, contract, first)
    judge(desk, contract, last, Verdict.REJECT)
    by = desk.officer.viewer
    clue = actions.raise_from_contract(contract_id=contract.pk, by=by, at=f.NOW)
    assert actions.raise_from_contract(contract_id=contract.pk, by=by, at=f.NOW) == clue
    assert clue.shop == desk.shop
    assert [w["surface"] for w in clue.finding["words"]] == ["概不退还"]
    assert clue.finding["checks"][0]["article"] == "第一项"
    assert clue.capture is not None


def test_nothing_is_raised_before_a_person_has_confirmed(desk, contract):
    with pytest.raises(Refused, match="至少确认一处"):
        actions.raise_from_contract(contract_id=contract.pk, by=desk.officer.viewer, at=f.NOW)


def test_after_the_clue_no_judgement_changes(desk, contract):
    passage = contract.passages.first()
    judge(desk, contract, passage)
    actions.raise_from_contract(contract_id=contract.pk, by=desk.officer.viewer, at=f.NOW)
    with pytest.raises(Refused, match="不能再改"):
        judge(desk, contract, passage, Verdict.REJECT)


def test_a_contract_is_seen_by_its_own_body_alone(desk, contract):
    other = f.inspector(f.bureau(region="440106")).viewer
    assert list(queries.visible_contracts(other)) == []
    with pytest.raises(Contract.DoesNotExist):
        actions.raise_from_contract(contract_id=contract.pk, by=other, at=f.NOW)


def test_an_editor_judges_no_contract(desk, contract):
    with pytest.raises(Refused, match="办案人员或负责人"):
        actions.judge_passage(
            contract_id=contract.pk,
            passage_id=contract.passages.first().pk,
            verdict=Verdict.CONFIRM,
            by=f.person(desk.bureau, Role.EDITOR).viewer,
            at=f.NOW,
        )


def test_the_page_marks_the_passages_and_prints_the_keys(client, desk, contract):
    client.force_login(desk.officer)
    page = client.get(url("contract", contract.pk)).content.decode()
    assert page.count("<mark") == 2
    for key in "123":
        assert f'data-key="{key}"' in page
    assert "未见约定" in page
    assert "安全注意事项" in page
    passage = contract.passages.order_by("start").first()
    data = {"verdict": "confirm", "reason": "与法不符"}
    page = client.post(url("judge_passage", contract.pk, passage.pk), data, follow=True)
    assert "登记线索" in page.content.decode()
    page = client.post(url("raise_from_contract", contract.pk), follow=True)
    assert "已登记线索" in page.content.decode()
    assert "健身合同" in client.get(url("contracts")).content.decode()


def test_a_passage_of_another_contract_is_not_reached(client, desk, contract):
    other = actions.check_contract(
        title="另一份",
        kind=ContractKind.CONSUMER,
        text="押金一律不退。",
        by=desk.officer.viewer,
        at=f.NOW,
    )
    client.force_login(desk.officer)
    mine = other.passages.get()
    answer = client.post(url("judge_passage", contract.pk, mine.pk), {"verdict": "confirm"})
    assert answer.status_code == 404
    assert Passage.objects.get(pk=mine.pk).state == "pending"


def test_a_pasted_text_a_word_file_and_a_plain_file(client, desk, lawful, tmp_path):
    client.force_login(desk.officer)
    data = {"title": "合同", "kind": "consumer"}
    client.post(url("new_contract"), data | {"text": TEXT})
    path = docx(tmp_path / "合同.docx", ["第一条 甲", "押金一律不退。"])
    file = SimpleUploadedFile("合同.docx", path.read_bytes())
    client.post(url("new_contract"), data | {"file": file})
    plain = SimpleUploadedFile("告示.txt", "商品售出概不退换。".encode("gb18030"))
    client.post(url("new_contract"), data | {"file": plain})
    assert sorted(row.passages.count() for row in Contract.objects.all()) == [1, 1, 2]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, "没有正文"),
        ({"text": "x", "shop_no": "S-1"}, "须选择平台"),
        ({"file": ("合同.pdf", b"%PDF-1.7")}, "不是"),
        ({"file": ("合同.docx", b"%PDF-1.7")}, "不是 .docx"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_a_way_out(client, desk, lawful, more, reason):
    client.force_login(desk.officer)
    if "file" in more:
        more = {"file": SimpleUploadedFile(*more["file"])}
    page = client.post(url("new_contract"), {"title": "合同", "kind": "consumer", **more})
    assert page.status_code == 422
    assert reason in page.content.decode()


def test_a_shop_of_another_area_is_not_named(client, desk, lawful):
    client.force_login(desk.officer)
    platform = f.platform(f.platform_body())
    platform.region_code = "440305"
    platform.save()
    f.shop(platform, region="440305", shop_no="S-9", of=f.subject(region="440305"))
    data = {"title": "合同", "kind": "consumer", "text": TEXT, "shop_no": "S-9"}
    page = client.post(url("new_contract"), data | {"platform": platform.pk})
    assert "本辖区没有这个编号" in page.content.decode()
