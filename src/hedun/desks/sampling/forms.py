"""Forms of sampling: what people type, checked before an action sees it."""

from typing import Any

from django import forms
from django.utils import timezone

from hedun.base.procedure.terms import Need, Step
from hedun.desks.sampling.actions import Form
from hedun.desks.sampling.terms import GoodsIn, Regime, Result, Sample, SamplingStep, Way
from hedun.engine.table import values

DAY = {"type": "date"}


class OrderForm(forms.Form):
    """Goods to be sampled, and the shop that sells them."""

    regime = forms.ChoiceField(label="类别", choices=Regime.choices())
    platform_code = forms.ChoiceField(label="平台")
    shop_no = forms.CharField(label="店铺编号", max_length=64)
    listing_no = forms.CharField(label="商品编号", max_length=64, required=False)
    title = forms.CharField(label="商品标题", max_length=500, required=False)
    name = forms.CharField(label="商品名称", max_length=120)
    barcode = forms.CharField(
        label="商品条码",
        max_length=20,
        required=False,
        help_text="有条码的务必填写，各平台的同款按条码查找最准确。",
    )
    brand = forms.CharField(label="品牌", max_length=60, required=False)
    model = forms.CharField(label="型号规格", max_length=60, required=False)
    batch = forms.CharField(label="生产批次", max_length=60, required=False)
    producer = forms.CharField(label="标称生产者", max_length=120, required=False)

    def __init__(self, *args: Any, platforms: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["platform_code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = platforms

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        names = ("name", "brand", "model", "barcode", "batch", "producer")
        return {
            "regime": Regime(data["regime"]),
            "goods": GoodsIn(**{name: data[name] for name in names}),
            "shop": (data["platform_code"], data["shop_no"].strip()),
            "listing_no": data["listing_no"],
            "title": data["title"],
        }


class StepForm(forms.Form):
    """The fields that a declared step needs, and no others."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        self.auto_id = f"id_{step.code}_%s"
        if step.code is SamplingStep.COLLECT:
            self._add_sample()
        if step.code in {SamplingStep.PASS, SamplingStep.FAIL}:
            self._add_result(is_failed=step.code is SamplingStep.FAIL)
        self.fields["note"] = forms.CharField(
            label="说明",
            max_length=1000,
            required=Need.NOTE in step.needs,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _add_sample(self) -> None:
        self.fields["way"] = forms.ChoiceField(label="抽样方式", choices=Way.choices())
        self.fields["collected_on"] = _day("抽样日期")
        self.fields["quantity"] = forms.IntegerField(
            label="检验样品", min_value=1, max_value=10_000
        )
        self.fields["backup"] = forms.IntegerField(label="备份样品", min_value=1, max_value=10_000)
        self.fields["order_no"] = forms.CharField(label="订单编号", max_length=64, required=False)
        self.fields["paid"] = forms.CharField(label="支付金额（元）", max_length=20, required=False)
        self.fields["place"] = forms.CharField(label="抽样地点", max_length=200, required=False)

    def _add_result(self, *, is_failed: bool) -> None:
        self.fields["lab"] = forms.CharField(label="承检机构", max_length=120)
        self.fields["report_no"] = forms.CharField(label="检验报告编号", max_length=60)
        self.fields["concluded_on"] = _day("结论日期")
        if is_failed:
            self.fields["failed_items"] = forms.CharField(
                label="不合格项目", max_length=500, help_text="写明项目、实测值与标准值。"
            )

    def clean_paid(self) -> int | None:
        """Money in fen."""
        text = str(self.cleaned_data.get("paid") or "").strip()
        if not text:
            return None
        try:
            return values.fen(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def filled(self) -> Form:
        """Give what was filled in as the action takes it."""
        data = self.cleaned_data
        return Form(data.get("note", ""), self._sample(data), self._result(data))

    def _sample(self, data: dict[str, Any]) -> Sample | None:
        if self.step.code is not SamplingStep.COLLECT:
            return None
        return Sample(
            way=Way(data["way"]),
            collected_on=data["collected_on"],
            quantity=data["quantity"],
            backup=data["backup"],
            order_no=data["order_no"],
            paid_fen=data["paid"],
            place=data["place"],
        )

    def _result(self, data: dict[str, Any]) -> Result | None:
        if self.step.code not in {SamplingStep.PASS, SamplingStep.FAIL}:
            return None
        names = ("lab", "report_no", "concluded_on")
        return Result(
            **{name: data[name] for name in names}, failed_items=data.get("failed_items", "")
        )


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, initial=timezone.localdate)
