"""What people type on the pages of the desk."""

from typing import Any

from django import forms

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook.terms import Severity
from hedun.desks.screening import queries
from hedun.desks.screening.terms import Row
from hedun.market import queries as market


class WordForm(forms.Form):
    """One word of a draft."""

    word = forms.CharField(label="词", max_length=60, strip=True)
    ground = forms.ChoiceField(label="事由")
    category = forms.CharField(label="类别", max_length=30)
    severity = forms.ChoiceField(label="程度", choices=Severity.choices())
    allow = forms.CharField(
        label="放行语境",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一个包含该词的短语；词出现在这些短语中时不算命中，如“大麻”的“大麻烦”。",
    )
    note = forms.CharField(label="说明", max_length=200, required=False)
    is_active = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = queries.grounds(viewer)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(g.code, f"{g.code} {g.name}") for g in grounds]

    def row(self) -> Row:
        """Give the word as a value."""
        data = self.cleaned_data
        phrases = (line.strip() for line in data["allow"].splitlines())
        return Row(
            word=data["word"],
            ground=data["ground"],
            category=data["category"],
            severity=data["severity"],
            allow=tuple(dict.fromkeys(filter(None, phrases))),
            note=data["note"],
            is_active=data["is_active"],
        )


class RunForm(forms.Form):
    """Which platform's listings to screen."""

    platform = forms.ChoiceField(label="平台")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["platform"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(p.pk, p.name) for p in market.platforms(viewer)]


class JudgeForm(forms.Form):
    """One key: what the person says of the finding on the screen."""

    version = forms.IntegerField(min_value=1)
    verdict = forms.CharField(max_length=10)
    reason = forms.CharField(max_length=300, required=False)
