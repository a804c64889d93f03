"""What people type on the pages of the desk."""

from typing import Any

from django import forms

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook.terms import Severity
from hedun.desks.screening import queries
from hedun.desks.screening.decide.rules import read_examples
from hedun.desks.screening.terms import Row, RuleText
from hedun.engine.rules import LISTING, Example, RuleError, parse
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


class RuleForm(forms.Form):
    """One draft of a rule."""

    code = forms.CharField(
        label="编号", max_length=20, help_text="字母、数字和连字符，如 PRIZE-1；定后不改。"
    )
    title = forms.CharField(label="名称", max_length=80)
    expression = forms.CharField(
        label="条件",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text="例如：最高奖 > 5万元，或 类目 包含 “保健食品” 且 描述 不包含 “不能代替药物”。",
    )
    examples = forms.CharField(
        label="样例",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text="每行一条，以“命中”或“不命中”开头，后写“名称=值”；两种至少各一条。",
    )
    ground = forms.ChoiceField(label="事由")
    category = forms.CharField(label="类别", max_length=30)
    severity = forms.ChoiceField(label="程度", choices=Severity.choices())
    note = forms.CharField(label="说明", max_length=300, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Viewer, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(g.code, f"{g.code} {g.name}") for g in queries.grounds(viewer)]
        if fixed:
            self.fields["code"].disabled = True

    def clean_examples(self) -> tuple[Example, ...]:
        """Read the lines; an error names the line."""
        try:
            return read_examples(self.cleaned_data["examples"])
        except RuleError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_expression(self) -> str:
        """Read the expression; an error names line and column."""
        source: str = self.cleaned_data["expression"]
        try:
            parse(source, LISTING)
        except RuleError as error:
            raise forms.ValidationError(str(error)) from error
        return source

    def text(self) -> RuleText:
        """Give the rule as a value."""
        names = ("code", "title", "expression", "ground", "category", "severity", "note")
        given = {name: self.cleaned_data[name] for name in names}
        return RuleText(**given, examples=self.cleaned_data["examples"])


class PackForm(forms.Form):
    """A pack that another house gave out."""

    file = forms.FileField(label="规则包文件", max_length=200)


class KeyForm(forms.Form):
    """The public key of a publisher."""

    name = forms.CharField(label="发布方", max_length=80)
    public_key = forms.CharField(label="公钥", max_length=64)
