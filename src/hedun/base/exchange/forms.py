"""What the system administrator decides about a message that was refused."""

from typing import Any

from django import forms

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Viewer
from hedun.base.exchange.terms import Decision, event_kinds


class DecisionForm(forms.Form):
    """Send again, or give up with a reason."""

    decision = forms.ChoiceField(label="处理方式", choices=Decision.choices())
    reason = forms.CharField(label="理由", max_length=300, required=False)


class WebhookForm(forms.Form):
    """A subscriber of events."""

    name = forms.CharField(label="名称", max_length=40, help_text="例如“桐集合规系统”。")
    body_id = forms.TypedChoiceField(
        label="订阅单位", coerce=int, help_text="只收到该单位作为一方的事项的事件。"
    )
    address = forms.URLField(
        label="接收地址", max_length=200, assume_scheme="https",
        help_text="以 https:// 开头；测试时须在应答中回显 challenge。",
    )  # fmt: skip
    events = forms.MultipleChoiceField(label="事件", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = accounts.bodies(viewer).filter(is_active=True).order_by("name")
        body, events = self.fields["body_id"], self.fields["events"]
        assert isinstance(body, forms.ChoiceField)
        assert isinstance(events, forms.ChoiceField)
        body.choices = [("", "请选择"), *((each.pk, each.name) for each in bodies)]
        events.choices = event_kinds()
