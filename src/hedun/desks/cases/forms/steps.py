"""The fields of a step, need by need."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils import timezone

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.lawbook.terms import ReasonKind
from hedun.base.procedure.terms import Need, Step
from hedun.desks.cases import queries
from hedun.desks.cases.actions import Exhibited, Form
from hedun.desks.cases.models import Case
from hedun.desks.cases.terms import (
    CaseStep,
    Enclosure,
    PenaltyKind,
    Ruled,
    RulingStage,
    ServiceWay,
)
from hedun.engine import filetype

if TYPE_CHECKING:
    from hedun.base.evidence.models import Capture

DAY: Final = {"type": "date"}
BARRED: Final = "（负责人；办案后不能审核、决定本案）"
FACTORS: Final = (ReasonKind.MITIGATE, ReasonKind.AGGRAVATE)
LABELS: Final[dict[str, str]] = {
    CaseStep.DEFER: "暂缓、分期至",
    CaseStep.SET_HEARING: "通知送达日期",
    CaseStep.RIGHTS_OVER: "复议、诉讼期限届满之日",
}


def _text(label: str, *, rows: int = 3, limit: int = 2000, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def _yuan(label: str, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_digits=14, decimal_places=2, required=False, **more
    )


class StepForm(forms.Form):
    """The fields that a declared step needs, and no others."""

    def __init__(self, *args: Any, step: Step, viewer: Viewer, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step, self.viewer, self.case = step, viewer, case
        self.today = timezone.localdate()
        self.auto_id = f"id_{step.code}_%s"
        for need in step.needs:
            if build := FIELDS.get(need):
                build(self)
        if step.code is CaseStep.REPORT:
            self.fields["is_major"] = forms.BooleanField(
                label="属于须法制审核的重大、复杂案件（第五十条）", required=False
            )
        if step.code is CaseStep.TERM_OVER:
            self.fields["is_waived"] = forms.BooleanField(
                label="当事人已书面放弃陈述、申辩和听证", required=False
            )
        if Need.RULING not in step.needs:
            self.fields["note"] = _text("说明", required=Need.NOTE in step.needs)

    def filled(self) -> Form:
        """Give what was filled in as the action takes it."""
        data = self.cleaned_data
        plain = ("note", "reason", "on", "moment", "members", "receiver", "goods", "target_name")
        values = {name: data[name] for name in plain if data.get(name)}
        flags = ("is_major", "is_waived", "has_told_rights", "has_address_consent")
        values |= {name: bool(data.get(name)) for name in flags}
        if "exhibit_title" in data:
            values["exhibit"] = self._exhibit()
        if "kinds" in data:
            values["ruled"] = self._ruled()
        return Form(
            **values,
            days=data.get("days") or 0,
            officers=tuple(int(key) for key in data.get("officers", ())),
            conditions=tuple(data.get("conditions", ())),
            way=ServiceWay(data["way"]) if data.get("way") else None,
            amount_fen=_fen(data.get("amount")),
            target_body_id=int(data["target_body"]) if data.get("target_body") else None,
            enclosures=tuple(Enclosure(one) for one in data.get("enclosures", ())),
            hearing_on=data.get("hearing_on"),
        )

    def _exhibit(self) -> Exhibited:
        data = self.cleaned_data
        file = data.get("exhibit_file")
        return Exhibited(
            kind=data["exhibit_kind"],
            title=data["exhibit_title"],
            source=data["exhibit_source"],
            proves=data["exhibit_proves"],
            is_original=data["exhibit_original"] == "1",
            made_how=data["exhibit_made"],
            capture_id=data.get("exhibit_capture"),
            file=(str(file.name)[-120:], file.read(filetype.LIMIT_BYTES + 1)) if file else None,
        )

    def _ruled(self) -> Ruled:
        data = self.cleaned_data
        return Ruled(
            kinds=frozenset(PenaltyKind(kind) for kind in data["kinds"]),
            fine_fen=_fen(data["fine"]),
            gains_fen=_fen(data["gains"]),
            goods_fen=_fen(data["goods_value"]),
            amount_code=data["amount_code"],
            base_fen=_fen(data["base"]),
            factors=tuple(data["factors"]),
            why=data["why"],
            facts=data["case_facts"],
        )


def _fen(yuan: Any) -> int:
    return int(yuan * 100) if yuan else 0


def _reason(form: StepForm) -> None:
    assert form.step.reasons is not None
    rows = lawbook.reasons(form.viewer, kind=form.step.reasons, on=form.today)
    if form.step.code is CaseStep.DECIDE_OTHER:
        rows = rows.exclude(code="D60-1")
    form.fields["reason"] = forms.ChoiceField(
        label="法定情形",
        choices=[(row.code, row.name) for row in rows],
        widget=forms.RadioSelect,
    )


def _date(form: StepForm) -> None:
    label = LABELS.get(form.step.code, "日期")
    form.fields["on"] = forms.DateField(
        label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), initial=form.today
    )


def _moment(form: StepForm) -> None:
    form.fields["moment"] = forms.DateTimeField(
        label="时间", widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )


def _officers(form: StepForm) -> None:
    leaders = queries.leaders_of(form.viewer)
    form.fields["officers"] = forms.MultipleChoiceField(
        label="办案人员（两名以上）",
        choices=[
            (
                one.pk,
                f"{one.name} {one.officer_no or '（无执法证号）'}{BARRED * (one.pk in leaders)}",
            )
            for one in queries.officers_of(form.viewer)
        ],
        widget=forms.CheckboxSelectMultiple,
    )


def _conditions(form: StepForm) -> None:
    rows = lawbook.reasons(form.viewer, kind=ReasonKind.OPEN, on=form.today)
    form.fields["conditions"] = forms.MultipleChoiceField(
        label="立案条件（须全部符合）",
        choices=[(row.code, row.name) for row in rows],
        widget=forms.CheckboxSelectMultiple,
    )


def _exhibit(form: StepForm) -> None:
    rows = lawbook.reasons(form.viewer, kind=ReasonKind.EVIDENCE, on=form.today)
    fields = form.fields
    fields["exhibit_kind"] = forms.ChoiceField(
        label="证据种类", choices=[(row.code, row.name) for row in rows]
    )
    fields["exhibit_title"] = forms.CharField(label="名称", max_length=120)
    fields["exhibit_source"] = forms.CharField(label="出处、提供人", max_length=120)
    fields["exhibit_proves"] = forms.CharField(label="证明内容", max_length=300)
    fields["exhibit_original"] = forms.ChoiceField(
        label="原件", choices=[("1", "原件、原物、原始载体"), ("0", "复制件")]
    )
    fields["exhibit_made"] = forms.CharField(
        label="复制件的制作方法、时间、制作人", max_length=200, required=False
    )
    kept = queries.fixed(form.viewer, form.case)
    if kept:
        fields["exhibit_capture"] = forms.TypedChoiceField(
            label="已固证的材料",
            choices=[("", "无"), *((one.pk, _kept(one)) for one in kept)],
            coerce=int,
            empty_value=None,
            required=False,
        )
    fields["exhibit_file"] = forms.FileField(
        label="证据文件",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": filetype.ACCEPT}),
        help_text="上传后固证，写入存证日志；网页请用“固定网页”",
    )
    if not form.case.has_rights_notice:
        fields["has_told_rights"] = forms.BooleanField(
            label="已告知当事人陈述权、申辩权和申请回避的权利（首次取证）", required=False
        )


def _kept(one: "Capture") -> str:
    return f"{one.title}（{timezone.localtime(one.captured_at):%Y-%m-%d %H:%M}）"


def _ruling(form: StepForm) -> None:
    """The content of a ruling; a decision begins from what the party was told."""
    fields, before = form.fields, _proposal(form)
    fields["case_facts"] = _text(
        "认定的事实和证据", limit=4000, initial=before.facts if before else form.case.facts
    )
    fields["kinds"] = forms.MultipleChoiceField(
        label="处罚种类",
        choices=PenaltyKind.choices(),
        widget=forms.CheckboxSelectMultiple,
        initial=before.kinds if before else None,
    )
    ranges = queries.ranges(form.viewer, form.case, form.today)
    fields["amount_code"] = forms.ChoiceField(
        label="罚则幅度",
        required=False,
        choices=[
            ("", "（不罚款）"),
            *((one.code, f"{one.article} {one.name}") for one, _ in ranges),
        ],
        initial=before.amount.code if before and before.amount else None,
    )
    sums = {"base": "倍数的基数（元）", "fine": "罚款（元）", "gains": "没收违法所得（元）",
            "goods_value": "没收财物价值（元）"}  # fmt: skip
    held = {
        "base": "base_fen",
        "fine": "fine_fen",
        "gains": "gains_fen",
        "goods_value": "goods_fen",
    }
    for name, label in sums.items():
        fen = getattr(before, held[name]) if before else 0
        fields[name] = _yuan(label, initial=fen / 100 if fen else None)
    rows = [
        row for kind in FACTORS
        for row in lawbook.reasons(form.viewer, kind=kind, on=form.today)
    ]  # fmt: skip
    fields["factors"] = forms.MultipleChoiceField(
        label="裁量因素",
        required=False,
        choices=[(row.code, f"{row.get_kind_display()}：{row.name}") for row in rows],
        widget=forms.CheckboxSelectMultiple,
        initial=before.factors if before else None,
    )
    fields["why"] = _text(
        "裁量理由",
        initial=before.why if before else None,
        help_text="为什么选择该幅度和数额；系统只列出幅度和以往案件，不作决定",
    )


def _proposal(form: StepForm) -> Any:
    rows = form.case.rulings.filter(stage=RulingStage.PROPOSED).select_related("amount")
    return rows.order_by("-pk").first()


def _members(form: StepForm) -> None:
    form.fields["members"] = forms.CharField(
        label="参加人员", max_length=200, help_text="两名以上负责人，用顿号分开"
    )


def _days(form: StepForm) -> None:
    form.fields["days"] = forms.IntegerField(label="延长的天数", min_value=1, max_value=365)


def _way(form: StepForm) -> None:
    ways = [pair for pair in ServiceWay.choices() if pair[0] != ServiceWay.PUBLIC]
    form.fields["way"] = forms.ChoiceField(label="送达方式", choices=ways)
    form.fields["receiver"] = forms.CharField(
        label="受送达人",
        max_length=60,
        initial=form.case.party_contact or form.case.party_name[:60],
    )
    form.fields["has_address_consent"] = forms.BooleanField(
        label="有送达地址确认书", required=False
    )


def _amount(form: StepForm) -> None:
    form.fields["amount"] = _yuan("金额（元）")
    form.fields["amount"].required = True


def _goods(form: StepForm) -> None:
    form.fields["goods"] = _text("物品、场所或者网站清单", limit=1000)


def _target(form: StepForm) -> None:
    bodies = people.bodies(form.viewer).filter(kind="bureau").order_by("region_code", "name")
    form.fields["target_body"] = forms.ChoiceField(
        label="市场监管局",
        required=False,
        choices=[("", "（系统外的机关）"), *bodies.values_list("pk", "name")],
    )
    form.fields["target_name"] = forms.CharField(
        label="系统外的机关", max_length=120, required=False
    )


def _enclosures(form: StepForm) -> None:
    form.fields["enclosures"] = forms.MultipleChoiceField(
        label="随案移送的材料（第六条）",
        choices=Enclosure.choices(),
        widget=forms.CheckboxSelectMultiple,
    )


def _hearing(form: StepForm) -> None:
    form.fields["hearing_on"] = forms.DateField(
        label="听证日期", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )


FIELDS: Final[dict[Need, Callable[[StepForm], None]]] = {
    Need.REASON: _reason,
    Need.DATE: _date,
    Need.MOMENT: _moment,
    Need.OFFICERS: _officers,
    Need.CONDITIONS: _conditions,
    Need.EXHIBIT: _exhibit,
    Need.RULING: _ruling,
    Need.MEMBERS: _members,
    Need.DAYS: _days,
    Need.WAY: _way,
    Need.AMOUNT: _amount,
    Need.GOODS: _goods,
    Need.TARGET: _target,
    Need.ENCLOSURES: _enclosures,
    Need.HEARING: _hearing,
}
