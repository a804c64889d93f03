"""What a form says of a wrong field: what to do, in Chinese."""

import pytest
from django import forms


class Every(forms.Form):
    text = forms.CharField(max_length=3)
    day = forms.DateField()
    moment = forms.DateTimeField()
    count = forms.IntegerField(min_value=1, max_value=9)
    money = forms.DecimalField(max_digits=5, decimal_places=2)
    one = forms.ChoiceField(choices=[("a", "甲")])
    many = forms.MultipleChoiceField(choices=[("a", "甲")])
    agreed = forms.BooleanField()
    page = forms.URLField(assume_scheme="https")
    table = forms.FileField()


WRONG = {
    "text": ("四个字了", "最多 3 个字，现有 4 个；请删减。"),
    "day": ("2026-02-30", "没有这一天，或者写法不对；请按“2026-01-31”填写。"),
    "moment": ("昨天", "没有这一时刻，或者写法不对；请按“2026-01-31 09:30”填写。"),
    "count": ("10", "不能大于 9；请核对后填写。"),
    "money": ("1.234", "小数最多 2 位；请核对后填写。"),
    "one": ("b", "没有“b”这一项；请从列表中选择。"),
    "many": (["b"], "没有“b”这一项；请从列表中选择。"),
    "page": ("网页", "网址不完整；请从浏览器地址栏复制。"),
}
EMPTY = {"one": "请选择。", "many": "请选择。", "agreed": "请核对后勾选。", "table": "请选择文件。"}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_says_what_to_do(name):
    value, words = WRONG[name]
    assert Every({name: value}).errors[name] == [words]


@pytest.mark.parametrize("name", Every.base_fields)
def test_an_empty_field_asks_to_be_filled(name):
    assert Every({}).errors[name] == [EMPTY.get(name, "请填写。")]
