"""The source of a case (案源登记)."""

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.desks.cases.actions import Sourced
from hedun.desks.cases.terms import CaseSource, PartyKind
from hedun.market.terms import SubjectKind

if TYPE_CHECKING:
    from hedun.clues.models import Clue

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
KINDS = {
    SubjectKind.ENTERPRISE: PartyKind.ORGANIZATION,
    SubjectKind.INDIVIDUAL: PartyKind.INDIVIDUAL,
    SubjectKind.NATURAL: PartyKind.NATURAL,
}


class SourceForm(forms.Form):
    """Who is suspected of what, and from where it is known."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    clue = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    source = forms.ChoiceField(label="案件来源", choices=CaseSource.choices())
    source_ref = forms.CharField(
        label="来源编号", max_length=60, required=False, help_text="线索、举报编号或者移送函文号"
    )
    found_on = forms.DateField(
        label="发现线索或者收到材料之日",
        widget=DAY,
        help_text="十五个工作日的核查期限自次日起算；由线索登记的，以线索登记之日为准",
    )
    ground = forms.ChoiceField(label="涉嫌事由")
    title = forms.CharField(label="案由", max_length=200, help_text="如 某某店涉嫌发布虚假广告案")
    party_kind = forms.ChoiceField(label="当事人类别", choices=PartyKind.choices())
    party_name = forms.CharField(label="当事人名称或者姓名", max_length=120)
    party_code = forms.CharField(
        label="统一社会信用代码或者证件号码", max_length=30, required=False
    )
    party_address = forms.CharField(label="住所（住址）", max_length=200, required=False)
    party_contact = forms.CharField(
        label="法定代表人、负责人或者联系人", max_length=60, required=False
    )
    party_phone = forms.CharField(label="联系电话", max_length=30, required=False)
    happened_on = forms.DateField(
        label="违法行为发生或者终了之日", widget=DAY, required=False, help_text="用于核对处罚时效"
    )
    is_grave = forms.BooleanField(
        label="涉及公民生命健康安全、金融安全且有危害后果（时效五年）", required=False
    )
    facts = forms.CharField(
        label="主要事实", max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, *args: Any, viewer: Viewer, clue: "Clue | None" = None, **kwargs: Any
    ) -> None:
        if clue is not None and not args:
            kwargs["initial"] = _of_clue(clue) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4().hex)
        self.initial.setdefault("found_on", timezone.localdate())
        grounds = lawbook.grounds(viewer, timezone.localdate())
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (row.code, row.name) for row in grounds
        ]

    def sourced(self, clue: "Clue | None") -> Sourced:
        """Give what was filled in as the action takes it."""
        data = self.cleaned_data
        values = {name: data[name] for name in data if name not in {"clue", "source", "party_kind"}}
        return Sourced(
            **values,
            source=CaseSource(data["source"]),
            party_kind=PartyKind(data["party_kind"]),
            clue_id=clue.pk if clue else None,
        )


def _of_clue(clue: "Clue") -> dict[str, Any]:
    """What a clue already tells: nothing is typed twice."""
    subject, shop = clue.subject, clue.shop
    name = subject.name if subject else (shop.name if shop else "")
    kind = KINDS[SubjectKind(subject.kind)] if subject else PartyKind.ORGANIZATION
    text = str((clue.finding or {}).get("text", ""))
    return {
        "clue": clue.pk,
        "source": CaseSource.REPORT if _is_of_report(clue) else CaseSource.CLUE,
        "source_ref": str((clue.finding or {}).get("from", "")) or clue.number,
        "found_on": timezone.localtime(clue.raised_at).date(),
        "ground": clue.ground.code,
        "title": f"{name}涉嫌{clue.ground.name}案"[:200],
        "party_kind": kind,
        "party_name": name,
        "party_code": (subject.credit_code or "") if subject else "",
        "facts": text or clue.title,
    }


def _is_of_report(clue: "Clue") -> bool:
    return str((clue.finding or {}).get("from", "")).startswith("JB-")
