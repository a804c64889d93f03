"""What people fill in: the deadline calculator and the notice of a year."""

import datetime as dt
from typing import Any, cast

from django import forms

from hedun.base.lawbook.actions import LARGEST_NOTICE
from hedun.base.lawbook.decide import SHANGHAI
from hedun.base.lawbook.terms import DayKind


class DueForm(forms.Form):
    """Which rule, from when, with or without its extension."""

    rule = forms.ChoiceField(label="期限规则")
    start = forms.DateTimeField(
        label="起算时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
    )
    extended = forms.BooleanField(label="经批准延长", required=False)

    def __init__(self, rules: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["rule"]).choices = rules

    def clean_start(self) -> dt.datetime:
        """The calendar reaches a few years back and forth only."""
        start = cast("dt.datetime", self.cleaned_data["start"]).astimezone(SHANGHAI)
        if not 2010 <= start.year <= 2099:
            raise forms.ValidationError("起算时间须在 2010 年至 2099 年之间。")
        return start


class NoticeForm(forms.Form):
    """The file of one year's holiday notice."""

    notice = forms.FileField(
        label="放假安排文件", help_text="holiday-cn 格式的 JSON，不超过 256 KB"
    )

    def clean_notice(self) -> bytes:
        """Give the content; a file that is too large is not read."""
        file = self.cleaned_data["notice"]
        if file.size > LARGEST_NOTICE:
            raise forms.ValidationError("文件超过 256 KB，不是放假安排文件。")
        return cast("bytes", file.read())


class DayForm(forms.Form):
    """One day of the calendar set right, with the notice that says so."""

    on = forms.DateField(
        label="日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(label="改为", choices=DayKind.choices())
    name = forms.CharField(
        label="名称", max_length=30, required=False, help_text="放假须填，如 春节"
    )
    source = forms.CharField(label="依据", max_length=180, help_text="通知的文号或者网址")

    def clean(self) -> dict[str, Any]:
        """A holiday has a name."""
        found = super().clean() or {}
        if found.get("kind") == DayKind.OFF and not found.get("name"):
            raise forms.ValidationError("放假须填写名称，如 春节。")
        return found
