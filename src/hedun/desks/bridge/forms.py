"""Forms of letters: what people type, checked before an action sees it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Viewer
from hedun.desks.bridge import queries
from hedun.desks.bridge.terms import FieldGroup, LetterKind, Mark, Marks


class LetterForm(forms.Form):
    """A draft letter."""

    kind = forms.ChoiceField(label="函件类别", choices=LetterKind.choices())
    to_body_id = forms.TypedChoiceField(label="收函单位", coerce=int)
    title = forms.CharField(label="事由", max_length=200)
    text = forms.CharField(label="正文", max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    questions = forms.MultipleChoiceField(
        label="请平台提供的信息",
        choices=FieldGroup.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    period_from = forms.DateField(
        label="数据期间起",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    period_to = forms.DateField(
        label="数据期间止",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="需要某段时间的数据时填写；超过一年的由省级市场监管部门发函。",
    )
    due_on = forms.DateField(
        label="答复期限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="默认按规定期限计算；另定期限的，须为工作日。",
    )
    officer_id = forms.TypedChoiceField(label="执法人员", coerce=int)
    second_officer_id = forms.TypedChoiceField(
        label="执法人员（二）", coerce=int, required=False, empty_value=None
    )
    contact_name = forms.CharField(label="联系人", max_length=40)
    contact_phone = forms.CharField(label="联系电话", max_length=40)

    def __init__(self, *args: Any, viewer: Viewer, kind: LetterKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind.is_between_bodies:
            for name in ("questions", "period_from", "period_to"):
                del self.fields[name]
        self._choices("kind", [(k.value, k.label) for k in _alternatives(kind)])
        colleagues = [(p.pk, _named(p)) for p in accounts.colleagues(viewer)]
        self._choices("officer_id", colleagues)
        others = sorted(colleagues, key=lambda pair: pair[0] == viewer.person_id)
        self._choices("second_officer_id", [("", "请选择第二名执法人员"), *others])
        bodies = queries.addressees(viewer, kind).order_by("name")
        self._choices("to_body_id", [(body.pk, body.name) for body in bodies])

    def _choices(self, name: str, options: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = options


def _alternatives(kind: LetterKind) -> list[LetterKind]:
    """The kinds that a draft may be turned into: they go to bodies of the same sort."""
    if kind.is_between_bodies or kind.is_of_many:
        return [kind]
    return [each for each in LetterKind if not (each.is_between_bodies or each.is_of_many)]


def _named(person: Any) -> str:
    return f"{person.name}（{person.officer_no}）" if person.officer_no else str(person.name)


class ConsentForm(forms.Form):
    """Fields outside the standard, separated by commas or lines, and why they are needed."""

    fields_wanted = forms.CharField(label="非标准字段", max_length=800)
    why = forms.CharField(label="理由", max_length=300)

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        text = self.cleaned_data["fields_wanted"]
        for mark in "，,；;、\n":
            text = text.replace(mark, "\x00")
        return {"fields": text.split("\x00"), "why": self.cleaned_data["why"]}


class MandateForm(forms.Form):
    """The document by which a province may ask for data in bulk."""

    document_no = forms.CharField(label="授权文号", max_length=60)
    valid_from = forms.DateField(
        label="自", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    valid_to = forms.DateField(
        label="至", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class RatingForm(forms.Form):
    """What one end thinks of what the other has sent."""

    timeliness = forms.ChoiceField(label="及时性", choices=Mark.choices())
    completeness = forms.ChoiceField(label="完整性", choices=Mark.choices())
    note = forms.CharField(label="说明", max_length=300, required=False)

    def marks(self) -> Marks:
        """What the action takes."""
        given = self.cleaned_data
        return Marks(
            Mark(given["timeliness"]), Mark(given["completeness"]), str(given["note"] or "")
        )


class ReasonForm(forms.Form):
    """A step that needs its reason."""

    reason = forms.CharField(label="理由", max_length=300)


class DateForm(forms.Form):
    """Another date, with the reason."""

    due_on = forms.DateField(label="提议的答复日期")
    reason = forms.CharField(label="理由", max_length=300)


class VersionForm(forms.Form):
    """The version of the letter that the person saw."""

    version = forms.IntegerField(min_value=0, required=False)


def problems(form: forms.Form) -> str:
    """The errors of a form as one sentence."""
    found = [
        f"“{form.fields[name].label if name in form.fields else '表单'}”{'，'.join(map(str, errors))}"
        for name, errors in form.errors.items()
    ]
    return "；".join(found)


class UploadForm(forms.Form):
    """A table of rows, pasted or as a file."""

    group = forms.ChoiceField(choices=FieldGroup.choices())
    pasted = forms.CharField(required=False, max_length=1_000_000, strip=False)
    file = forms.FileField(required=False, max_length=200)

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data.get("file")
        if file is not None and file.size > 5 * 1024 * 1024:
            raise ValidationError("表格超过 5 MB；更多数据请作为附件提交。")
        return file


class KeyForm(forms.Form):
    """A key for another system."""

    platform_id = forms.TypedChoiceField(
        label="所属平台", coerce=int, help_text="来函发往该平台；该平台自己的系统由此收函、复函。"
    )
    person_id = forms.TypedChoiceField(
        label="责任人",
        coerce=int,
        help_text="接口以责任人的名义办理，使用单位即其所在单位；责任人停用后密钥随之失效。",
    )
    note = forms.CharField(label="用途", max_length=100, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = [(body.pk, body.name) for body in queries.addressees(viewer).order_by("name")]
        people = [(p.pk, f"{p.body.name} · {p.name}") for p in queries.accountable(viewer)]
        for name, options in (("platform_id", bodies), ("person_id", people)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "请选择"), *options]
