"""Forms of the room: what people hand in and type, checked before an action sees it."""

import datetime as dt
import pathlib
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.desks.roster import queries
from hedun.desks.roster.decide import windows
from hedun.desks.roster.terms import (
    Answer,
    ExtensionType,
    FilingMode,
    ListKind,
    ListMode,
    Opinion,
    Sheet,
    Window,
)
from hedun.market import queries as market

LARGEST = 1 << 30
ENDINGS = (".xlsx", ".csv", ".txt", ".parquet")
FILE_HELP = "支持 .xlsx、.csv（UTF-8、UTF-16、GB18030）和 .parquet，最大 1 GB；更大的文件请用 hedun file 命令或接口。"


class FileField(forms.FileField):
    """A table; what it is will be seen from its content."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label="文件",
            help_text=FILE_HELP,
            widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
            error_messages={"empty": "文件是空的（0 字节）；请确认导出成功后重新选择。"},
            max_length=5_000,
            **more,
        )

    def clean(self, *given: Any) -> "UploadedFile[bytes]":
        """Judge size and ending."""
        file: UploadedFile[bytes] = super().clean(*given)
        name = str(file.name)
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("文件超过 1 GB；请用 hedun file 命令或接口报送。")
        if pathlib.PurePath(name).suffix.lower() not in ENDINGS:
            raise forms.ValidationError(
                f"“{name[:40]}”不是 .xlsx、.csv 或 .parquet；请另存为其中一种后提交。"
            )
        return file


class DayField(forms.DateField):
    """A day, picked from the browser's own calendar."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **more)


class FilingForm(forms.Form):
    """A filing: whose, for which window, what, and whether all of it or corrections."""

    platform = forms.ModelChoiceField(
        market.platforms(Viewer.anonymous()), label="平台", empty_label=None
    )
    window = forms.ChoiceField(label="报送期")
    sheet = forms.ChoiceField(label="内容", choices=Sheet.choices())
    mode = forms.ChoiceField(
        label="方式",
        choices=FilingMode.choices(),
        help_text="全量报送替代本期此前的报送；更正补充只更新文件中列出的店铺。",
    )
    discovered_on = DayField(
        label="发现日期",
        required=False,
        help_text="平台自行发现需要更正的，填写发现日期；须自发现之日起5个工作日内提出。",
    )
    file = FileField()

    def __init__(self, viewer: Viewer, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        own = [p.pk for p in market.platforms(viewer) if queries.may_file(viewer, p)]
        field = self.fields["platform"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = market.platforms(viewer).filter(pk__in=own)
        today = timezone.localdate()
        shown = reversed(windows.earlier(windows.window_of(today), 3))
        pick = self.fields["window"]
        assert isinstance(pick, forms.ChoiceField)
        pick.choices = [(one.key, one.label) for one in shown]

    def clean_window(self) -> Window:
        """Read the window."""
        found = windows.read(self.cleaned_data["window"])
        assert found is not None
        return found


class ListForm(forms.Form):
    """A list of the registry."""

    kind = forms.ChoiceField(label="名单", choices=ListKind.choices())
    mode = forms.ChoiceField(
        label="方式",
        choices=ListMode.choices(),
        help_text="全量：文件就是名单的全部，未出现的视为已移出；增量：“变动”一列写明列入或移出。",
    )
    as_of = DayField(label="数据日期", help_text="名单实际截止的日期，不晚于今天。")
    file = FileField()


class AsOfForm(forms.Form):
    """Who, on which day."""

    code = forms.CharField(label="统一社会信用代码", max_length=40)
    on = DayField(label="日期")


class ReasonForm(forms.Form):
    """A step that needs its reason."""

    reason = forms.CharField(label="理由", max_length=300)


class JudgeForm(forms.Form):
    """A judgement of a pair."""

    verdict = forms.ChoiceField(choices=Opinion.choices())
    row_version = forms.IntegerField(min_value=0)
    why = forms.CharField(max_length=300, required=False)


class LeadForm(forms.Form):
    """What becomes of a lead."""

    do = forms.ChoiceField(choices=[("raise", "登记线索"), ("dismiss", "排除")])
    why = forms.CharField(max_length=300, required=False)


class DisputeForm(forms.Form):
    """How a dispute ends."""

    do = forms.ChoiceField(choices=[("right", "争议成立"), ("wrong", "争议不成立")])
    why = forms.CharField(max_length=300, required=False)


class AnswerForm(forms.Form):
    """What a platform did about one merchant."""

    answer = forms.ChoiceField(choices=Answer.choices())
    note = forms.CharField(max_length=300, required=False)


class ExtensionForm(forms.Form):
    """One more column that a province asks for."""

    sheet = forms.ChoiceField(label="内容", choices=Sheet.choices())
    label = forms.CharField(label="列名", max_length=40, help_text="与平台文件中的列名一致。")
    kind = forms.ChoiceField(label="类型", choices=ExtensionType.choices())
    is_required = forms.BooleanField(label="必填", required=False)


def first_problem(form: forms.Form) -> str:
    """Give the first thing that is wrong with a form, with the name of its field."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        return f"{label}：{errors[0]}" if label else str(errors[0])
    return ""


def today() -> dt.date:
    """Give the day that a form starts with."""
    return timezone.localdate()
