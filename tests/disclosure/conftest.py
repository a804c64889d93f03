"""A disposed clue whose record waits for publication."""

import pytest
from django.core.cache import cache

from hedun.base.accounts.terms import Role
from hedun.clues.terms import Outcome
from hedun.market.actions import record_fact
from hedun.market.terms import DisposalPayload, FactKind, PenaltyPayload
from tests import factories as make

NOW = make.NOW


class Office:
    """A bureau with a publisher, and a shop that it has dealt with."""

    def __init__(self):
        self.bureau = make.bureau()
        self.publisher = make.person(self.bureau, Role.PUBLISHER)
        self.by = self.publisher.viewer
        self.shop = make.shop(region=self.bureau.region_code)
        self.fact = self.new_fact()

    def new_fact(self, outcome=Outcome.REMOVED.label, shop=None, **payload):
        shop = shop or self.shop
        content = {"clue_no": "XS-1", "ground": "使用绝对化用语", "title": "测试商品"} | payload
        return record_fact(
            kind=FactKind.DISPOSAL,
            subject=shop.subject,
            shop=shop,
            payload=DisposalPayload(outcome=outcome, **content),
            happened_on=NOW.date(),
            basis="《广告法》第9条",
            source=("clue", make.number()),
            by=self.by,
            at=NOW,
        )

    def new_penalty(self, case_no):
        return record_fact(
            kind=FactKind.PENALTY,
            subject=self.shop.subject,
            shop=self.shop,
            payload=PenaltyPayload(
                case_no=case_no, decision_no="杭市监处罚〔2026〕1号", ground="虚假宣传",
                outcome="行政处罚", title="测试案", measure="罚款20,000 元", platform="桐集网",
            ),
            happened_on=NOW.date(),
            basis="《反不正当竞争法》第20条",
            source=("case", case_no),
            by=self.by,
            at=NOW,
        )  # fmt: skip


@pytest.fixture(autouse=True)
def _no_memory_of_searches():
    cache.clear()


@pytest.fixture
def office(db):
    return Office()
