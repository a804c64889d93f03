"""The generators repeat themselves and make what the truth table says."""

import datetime as dt

from hedun.demo.disguise import PLAIN, fill
from hedun.demo.goods import listings
from hedun.demo.reviews import reviews
from hedun.demo.roster import shops
from hedun.demo.vocabulary import dice, words
from hedun.engine.codes import citizen, licence, uscc

NOW = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


def market(seed=7, count=6000):
    made = shops(seed, 300)
    return list(listings(seed, made, count=count, start=0, at=NOW))


def test_the_same_seed_makes_the_same_market():
    assert market() == market()
    assert market(seed=8) != market()


def test_every_identifier_has_the_right_check_digit():
    for shop in shops(7, 500):
        operator = shop.operator
        assert bool(operator.credit_code) != bool(operator.id_number)
        assert not operator.credit_code or uscc.problem(operator.credit_code) is None
        assert not operator.id_number or citizen.problem(operator.id_number) is None
        assert not shop.licence_no or licence.problem(shop.licence_no) is None


def test_what_the_truth_table_says_stands_in_the_listing():
    for row, truths in market():
        for truth in truths:
            if truth.place == "omission":
                assert truth.surface not in row.description
            else:
                assert truth.surface in row.title + row.description
                assert truth.number == row.listing_no


def test_every_code_is_planted_and_has_lawful_look_alikes():
    planted = {t.ground for _, truths in market(count=30_000) for t in truths if t.is_violation}
    decoys = {t.ground for _, truths in market(count=30_000) for t in truths if not t.is_violation}
    plants = words("plants")["plant"]
    assert planted == {plant["code"] for plant in plants if plant["forms"]}
    assert decoys == {plant["code"] for plant in plants}


def test_price_plants_carry_a_history_that_ends_today():
    for row, truths in market():
        assert bool(row.prices) == any(truth.place == "price" for truth in truths)
        assert not row.prices or row.prices[-1] == row.price_fen


def test_an_evasion_changes_the_word_and_says_how():
    chance = dice(1, "test")
    for _ in range(200):
        text, surface, how = fill(chance, "卖[最高级]茶叶")
        assert surface in text
        assert (surface == "最高级") == (how == PLAIN)


def test_reviews_are_numbered_and_of_the_listings():
    goods = [row for row, _ in market(count=100)]
    made = [review for review, _ in reviews(7, goods, count=400, now=NOW)]
    assert len({review.review_no for review in made}) == 400
    assert {review.listing_no for review in made} <= {row.listing_no for row in goods}
