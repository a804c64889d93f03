"""What officers and the public type."""

from django import forms

from hedun.desks.disclosure.terms import GravityClass


class DecisionForm(forms.Form):
    """To show a record or not."""

    gravity = forms.ChoiceField(label="失信程度", choices=GravityClass.choices(), required=False)
    reason = forms.CharField(label="理由", max_length=300, required=False)
    version = forms.IntegerField(required=False, min_value=0)


class SearchForm(forms.Form):
    """What the public looks for."""

    q = forms.CharField(label="网店名称、编号或统一社会信用代码", max_length=60, required=False)
    platform = forms.IntegerField(required=False, min_value=1, max_value=2**31)
