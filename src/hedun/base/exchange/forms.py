"""What the system administrator decides about a message that was refused."""

from django import forms

from hedun.base.exchange.terms import Decision


class DecisionForm(forms.Form):
    """Send again, or give up with a reason."""

    decision = forms.ChoiceField(label="处理方式", choices=Decision.choices())
    reason = forms.CharField(label="理由", max_length=300, required=False)
