"""Forms of the room: a page to be fixed, an alarm that is settled, what is kept or deleted."""

from typing import Any

from django import forms

from hedun.base.accounts.terms import Viewer
from hedun.base.evidence import queries


class PageForm(forms.Form):
    """A page to be fixed by two officers."""

    url = forms.CharField(
        label="网址",
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autofocus": True}),
        help_text="从浏览器地址栏复制，以 http:// 或 https:// 开头",
    )
    title = forms.CharField(
        label="名称", max_length=120, required=False, help_text="写入笔录；不填则用网址"
    )
    second_officer = forms.TypedChoiceField(
        label="第二名执法人员",
        coerce=int,
        empty_value=None,
        help_text="固证须由两名执法人员进行（《行政处罚法》第四十二条）",
    )
    note = forms.CharField(
        label="说明",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="案由、要证明的事实",
    )
    for_kind = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    for_id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [
            (one.pk, f"{one.name}（{one.officer_no}）" if one.officer_no else one.name)
            for one in queries.colleagues(viewer)
        ]
        field = self.fields["second_officer"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "请选择"), *people]


class AlarmForm(forms.Form):
    """What a partner answered about its log."""

    note = forms.CharField(label="核实结果", max_length=400)


class HoldForm(forms.Form):
    """Why a capture must stay."""

    reason = forms.CharField(label="保全理由", max_length=400, help_text="例如案号、协助通知的文号")


class EraseForm(forms.Form):
    """When the period of a capture has run, and on whose word it is deleted."""

    kept_until = forms.DateField(
        label="保存期限届满日",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="按本单位档案保管期限表；届满前不得删除",
    )
    reason = forms.CharField(
        label="删除理由", max_length=400, help_text="例如档案鉴定意见、销毁清册的文号"
    )
