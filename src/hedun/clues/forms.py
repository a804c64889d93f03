"""Forms of clues: what people type, checked before an action sees it."""

from typing import Any

from django import forms

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import BodyKind, Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.clues.terms import Outcome
from hedun.market import queries as market


class StepForm(forms.Form):
    """One step on one clue; which fields it needs, the table of steps says."""

    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    note = forms.CharField(label="说明", max_length=300, required=False)
    measure = forms.CharField(label="措施", max_length=100, required=False)
    body_id = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    officer_id = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class BulkForm(forms.Form):
    """One decision for many clues."""

    outcome = forms.ChoiceField(label="处置结果", choices=Outcome.choices())
    body_id = forms.TypedChoiceField(label="承办单位", coerce=int, required=False, empty_value=None)
    officer_id = forms.TypedChoiceField(
        label="承办人", coerce=int, required=False, empty_value=None
    )
    note = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, viewer: Viewer, names: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "body_id", [("", "（不改变）"), *bureaux(viewer)])
        offer(self, "officer_id", [("", "（由承办单位指定）"), *officers(viewer)])
        for name in set(self.fields) - set(names):
            del self.fields[name]


class RaiseForm(forms.Form):
    """What a person found by themselves (人工登记)."""

    title = forms.CharField(label="事项", max_length=200, help_text="一句话说清涉嫌什么行为。")
    ground = forms.ChoiceField(label="事由")
    platform = forms.TypedChoiceField(label="平台", coerce=int, required=False, empty_value=None)
    shop_no = forms.CharField(
        label="店铺编号", max_length=64, required=False, help_text="平台内的店铺编号；知道时填写。"
    )
    listing_no = forms.CharField(label="商品编号", max_length=64, required=False)
    text = forms.CharField(
        label="发现的内容",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="原样摘录商品标题、宣传用语或评价；将在线索页作为证据显示。",
    )
    region_code = forms.CharField(
        label="实际经营地（区划代码）",
        max_length=6,
        required=False,
        help_text="六位数字，例如 330106；不填时按店铺属地，再按平台住所地分派。",
    )
    file = forms.FileField(
        label="附件", required=False, help_text="截图、网页存档等，单个文件不超过 20 MB。"
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        grounds = {g.code: g.name for g in lawbook.grounds(viewer)}
        offer(self, "ground", [("", "请选择"), *sorted(grounds.items())])
        platforms = [(p.pk, p.name) for p in market.platforms(viewer)]
        offer(self, "platform", [("", "（独立网站或不明）"), *platforms])

    def clean_region_code(self) -> str:
        """Let only a code of the region tree through."""
        code = str(self.cleaned_data["region_code"]).strip()
        if code and accounts.region_full_name(self.viewer, code) == code:
            raise forms.ValidationError(f"区划代码表里没有“{code}”；请填六位代码，或留空。")
        return code

    def clean(self) -> dict[str, Any]:
        """Find the shop that the platform and the number name."""
        data = super().clean() or self.cleaned_data
        data["shop"] = None
        number, platform = data.get("shop_no"), data.get("platform")
        if number and not platform:
            self.add_error("platform", "填写了店铺编号，请一并选择平台。")
        elif number:
            shops = market.visible_shops(self.viewer).filter(
                platform_id=platform or 0, shop_no=number
            )
            data["shop"] = shops.first()
            if data["shop"] is None:
                self.add_error(
                    "shop_no",
                    "该平台没有这个店铺编号，或不在您的辖区；请核对，或留空后在内容中写明。",
                )
        return data


def bureaux(viewer: Viewer) -> list[tuple[int, str]]:
    """The bureaux that a clue may be dispatched to, the own one first."""
    rows = accounts.bodies(viewer).filter(kind=BodyKind.BUREAU)
    named = [(body.pk, body.name) for body in rows]
    return sorted(named, key=lambda pair: (pair[0] != viewer.body_id, pair[1]))


def officers(viewer: Viewer) -> list[tuple[int, str]]:
    """The colleagues who may handle a clue."""
    return [
        (person.pk, person.name)
        for person in accounts.colleagues(viewer)
        if any(grant.role in {"inspector", "leader"} for grant in person.grants.all())
    ]


def offer(form: forms.Form, name: str, options: list[Any]) -> None:
    """Fill the options of a field."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = options
