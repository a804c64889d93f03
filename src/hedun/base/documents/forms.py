"""What people type: the fields of a form, as its layout declares them."""

from typing import Any, Final

from django import forms
from django.utils import timezone

from hedun.base.documents import decide
from hedun.base.documents.decide import FormField, Layout
from hedun.base.documents.queries import Content
from hedun.base.documents.terms import FieldKind, Subject

YES, NO = "■", "□"
LONGEST: Final = 20_000
PREFIX: Final = "f_"


class FillForm(forms.Form):
    """One field for each of the layout; what the matter gave stands in it already."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, layout: Layout, content: Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layout = layout
        self.choices: dict[str, list[str]] = {}
        for one in layout.fields:
            value = content.values.get(one.key, "")
            self.choices[one.key] = _choices(one, value)
            made = self._field(one)
            made.initial = _initial(one, value)
            made.disabled = one.key in content.drawn.locked
            made.help_text = _help(one, content)
            self.fields[PREFIX + one.key] = made

    def _field(self, one: FormField) -> forms.Field:
        # nothing is required here: a draft may be kept half filled, and says what is missing
        label = one.label + ("（必填）" if one.required else "")
        if self.choices[one.key]:
            return forms.MultipleChoiceField(
                label=label,
                required=False,
                choices=[(str(n), text) for n, text in enumerate(self.choices[one.key])],
                widget=forms.CheckboxSelectMultiple,
            )
        if one.kind is FieldKind.TEXT:
            return forms.CharField(label=label, required=False, max_length=LONGEST)
        return forms.CharField(
            label=label,
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def given(self) -> dict[str, str]:
        """Give what was typed, as the action takes it."""
        found = {}
        for one in self.layout.fields:
            value = self.cleaned_data[PREFIX + one.key]
            if self.choices[one.key]:
                ticked = {int(n) for n in value}
                lines = enumerate(self.choices[one.key])
                value = "\n".join(f"{YES if n in ticked else NO}{text}" for n, text in lines)
            found[one.key] = value
        return found


def _choices(one: FormField, value: object) -> list[str]:
    if one.kind is not FieldKind.TICKS:
        return []
    rows = value if isinstance(value, list) else []
    return [row[-1] for row in rows] or list(one.options)


def _initial(one: FormField, value: Any) -> object:
    if one.kind is FieldKind.TICKS and isinstance(value, list):
        return [str(n) for n, row in enumerate(value) if row[0]]
    return decide.shown(one, value)


def _help(one: FormField, content: Content) -> str:
    place = content.drawn.places.get(one.key, "")
    if one.kind is FieldKind.ROWS:
        how = f"每行一项，各列以 | 分开：{' | '.join(one.heads)}"
        return f"{place}；{how}" if place else how
    return place


class MakeForm(forms.Form):
    """Which document to make of a matter."""

    form = forms.ChoiceField(label="文书")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"] = forms.ChoiceField(label="文书", choices=choices)


class WhyForm(forms.Form):
    """Why an issued document is corrected."""

    why = forms.CharField(label="更正理由", max_length=200)


class AdaptForm(forms.Form):
    """What a province changes of a form."""

    text = forms.CharField(
        label="修改内容（TOML）",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text='只写要替换的项目：title、word（文号字样）、note、fields、blocks。如 word = "处字"',
    )
    valid_from = forms.DateField(
        label="启用日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )


def form_choices(forms_: list[tuple[str, str]], matter: Subject) -> list[tuple[str, str]]:
    """Give the forms of a matter in its order, with their names."""
    names = dict(forms_)
    return [(code, names[code]) for code in matter.forms if code in names]
