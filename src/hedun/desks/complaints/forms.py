"""What citizens and officers fill in; the fields of a step follow from its declaration."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.procedure.terms import Need, Step
from hedun.desks.complaints import queries
from hedun.desks.complaints.actions import Filing, Form
from hedun.desks.complaints.models import Submission
from hedun.desks.complaints.terms import (
    Channel,
    IdentityKind,
    Living,
    RespondentKind,
    SubmissionKind,
)

LARGEST = 50 << 20
YOURS = "您的信息"
SCREENS = (
    ("要反映的事", ("kind", "also_report", "facts", "request", "known_on")),
    (
        "被投诉、被举报的经营者",
        ("respondent_kind", "platform", "respondent", "respondent_address", "place"),
    ),
    ("商品和金额", ("goods", "amount")),
    (
        YOURS,
        ("name", "phone", "address", "paper", "paper_number", "may_publish", "may_delegate"),
    ),
)


PROXIES = (
    "people_count", "representatives", "agent", "agent_phone", "agent_powers", "agent_until"
)  # fmt: skip


class FilingForm(forms.Form):
    """A complaint or report: four screens on a phone."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=32)
    kind = forms.ChoiceField(
        label="类别",
        choices=SubmissionKind.choices(),
        widget=forms.RadioSelect,
        initial=SubmissionKind.COMPLAINT,
        help_text="投诉：请求解决与经营者的消费争议；举报：反映经营者涉嫌违法的线索",
    )
    also_report = forms.BooleanField(
        label="同时举报经营者涉嫌违法（投诉和举报将分别处理）", required=False
    )
    facts = forms.CharField(
        label="事实和依据",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="何时、在哪里购买，发生了什么",
    )
    request = forms.CharField(
        label="投诉请求",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如退货退款；投诉必填",
    )
    known_on = forms.DateField(
        label="知道权益受到侵害的日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    respondent_kind = forms.ChoiceField(
        label="经营者类型", choices=RespondentKind.choices(), initial=RespondentKind.IN_PLATFORM
    )
    platform = forms.ChoiceField(label="所在平台", required=False)
    respondent = forms.CharField(
        label="经营者名称", max_length=120, help_text="网店名称或者店铺编号；线下写招牌或者公司名称"
    )
    respondent_address = forms.CharField(label="经营者地址", max_length=200, required=False)
    place = forms.CharField(
        label="经营者所在区县",
        max_length=40,
        required=False,
        help_text="线下经营者和不在列表中的平台必填，如 杭州市西湖区",
    )
    goods = forms.CharField(label="商品或者服务", max_length=120, required=False)
    amount = forms.DecimalField(
        label="金额（元）", max_digits=12, decimal_places=2, min_value=0, required=False
    )
    name = forms.CharField(label="姓名", max_length=60, required=False)
    phone = forms.CharField(
        label="电话号码",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    address = forms.CharField(label="通讯地址", max_length=200, required=False)
    paper = forms.ChoiceField(
        label="证件类型", choices=IdentityKind.choices(), initial=IdentityKind.NONE
    )
    paper_number = forms.CharField(label="证件号码", max_length=30, required=False)
    people_count = forms.IntegerField(
        label="投诉人数", min_value=1, max_value=999, initial=1, required=False
    )
    representatives = forms.CharField(
        label="两名代表人", max_length=60, required=False, help_text="两人以上的填写，如 张某、李某"
    )
    agent = forms.CharField(label="代理人姓名", max_length=60, required=False)
    agent_phone = forms.CharField(label="代理人电话", max_length=20, required=False)
    agent_powers = forms.CharField(
        label="委托事项和权限", max_length=200, required=False, help_text="与授权委托书一致"
    )
    agent_until = forms.DateField(
        label="委托期限至",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    may_publish = forms.BooleanField(label="同意公示投诉信息", required=False)
    may_delegate = forms.BooleanField(label="同意委托调解组织调解", required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        rows = queries.platforms(viewer).values_list("pk", "name")
        choices = [("", "——"), *((str(pk), name) for pk, name in rows)]
        cast("forms.ChoiceField", self.fields["platform"]).choices = choices
        self.initial.setdefault("token", uuid.uuid4().hex)

    def screens(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Give the fields screen by screen; staff write down somebody else's."""
        said = {YOURS: "投诉人、举报人的信息"} if self.viewer.is_bureau else {}
        return [
            (said.get(title, title), [self[name] for name in names]) for title, names in SCREENS
        ]

    def proxies(self) -> list[forms.BoundField]:
        """Give the fields for those who speak for others, folded away for everybody else."""
        return [self[name] for name in PROXIES]

    def has_proxies(self) -> bool:
        """Tell whether one of them is filled in or wrong."""
        count = str(self["people_count"].value() or 1)
        filled = count != "1" or any(self[name].value() for name in PROXIES[1:])
        return filled or any(self[name].errors for name in PROXIES)

    def clean_known_on(self) -> dt.date | None:
        """Nobody knows today of what happens tomorrow."""
        on = cast("dt.date | None", self.cleaned_data["known_on"])
        if on is not None and on > timezone.localdate():
            raise forms.ValidationError("日期晚于今天；请填写实际知道的日期。")
        return on

    def clean(self) -> dict[str, Any]:
        """The respondent must be one that some bureau is competent for."""
        found = super().clean() or {}
        kind, place = found.get("respondent_kind"), found.get("place", "")
        region = queries.region_named(self.viewer, place) if place else ""
        if place and not region:
            self.add_error("place", f"没有找到“{place}”，请写到区县，如 杭州市西湖区。")
        if kind == RespondentKind.IN_PLATFORM and not found.get("platform"):
            self.add_error("platform", "请选择网店所在的平台。")
        if kind == RespondentKind.OFFLINE and not place:
            self.add_error("place", "请填写经营者所在的区县。")
        if kind == RespondentKind.PLATFORM and not (place or found.get("platform")):
            self.add_error("place", "请选择平台，或者填写网站经营者所在的区县。")
        if kind == RespondentKind.AD and not (place or found.get("platform")):
            self.add_error("place", "请选择发布广告的平台，或者填写广告主所在的区县。")
        if found.get("kind") == SubmissionKind.COMPLAINT:
            for name in ("name", "phone", "address", "request"):
                if name not in self.errors and not found.get(name, "").strip():
                    self.add_error(name, f"投诉须填写{self.fields[name].label}。")
        return found | {"region": region}

    def filing(self, channel: Channel) -> Filing:
        """Give what was filled in as the action takes it."""
        data = self.cleaned_data
        chosen = queries.platforms(self.viewer).filter(pk=data["platform"] or 0).first()
        amount = cast("Decimal | None", data["amount"])
        return Filing(
            kind=SubmissionKind(data["kind"]),
            respondent_kind=RespondentKind(data["respondent_kind"]),
            respondent=data["respondent"],
            facts=data["facts"],
            token=data["token"],
            respondent_address=data["respondent_address"],
            place=data["region"],
            platform=chosen,
            goods=data["goods"],
            amount_fen=None if amount is None else int(amount * 100),
            known_on=data["known_on"],
            request=data["request"],
            also_report=data["also_report"],
            may_publish=data["may_publish"],
            may_delegate=data["may_delegate"],
            name=data["name"],
            phone=data["phone"],
            address=data["address"],
            paper=IdentityKind(data["paper"]),
            paper_number=data["paper_number"],
            channel=channel,
            people_count=data["people_count"] or 1,
            representatives=data["representatives"],
            agent=data["agent"],
            agent_phone=data["agent_phone"],
            agent_powers=data["agent_powers"],
            agent_until=data["agent_until"],
        )


class LookupForm(forms.Form):
    """Number and code, as they were given on filing."""

    number = forms.CharField(label="编号", max_length=20, help_text="如 TS-2026-000001")
    code = forms.CharField(
        label="查询码", max_length=16, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class CitizenStepForm(LookupForm):
    """What somebody who filed may still do."""

    step = forms.CharField(max_length=20)
    note = forms.CharField(label="说明", max_length=1000, required=False)


class StepForm(forms.Form):
    """The fields that a declared step needs, and no others."""

    def __init__(
        self, *args: Any, step: Step, viewer: Viewer, row: Submission, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{step.code}_%s"
        today = timezone.localdate()
        if step.reasons:
            rows = lawbook.reasons(viewer, kind=step.reasons, on=today)
            self.fields["reason"] = forms.ChoiceField(
                label="法定情形",
                choices=[(row.code, row.name) for row in rows],
                widget=forms.RadioSelect,
            )
        if Need.CONSENT in step.needs:
            self.fields["consents"] = forms.BooleanField(label="投诉人和被投诉人均已同意")
        if Need.OTHER in step.needs:
            others = [(one.pk, f"{one} {one.goods}") for one in queries.joinable(viewer, row)[:50]]
            self.fields["other_id"] = forms.TypedChoiceField(
                label="并入", choices=others, coerce=int
            )
        if Need.AGREED in step.needs:
            self.fields["agreed"] = forms.BooleanField(label="投诉人已同意")
        if Need.DATE in step.needs:
            self.fields["on"] = forms.DateField(
                label="日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            )
        if Need.BODY in step.needs:
            bodies = people.bureaux_in_area(viewer).values_list("pk", "name")
            self.fields["body_id"] = forms.TypedChoiceField(
                label="承办单位", choices=list(bodies), coerce=int
            )
        if Need.GROUND in step.needs:
            grounds = lawbook.grounds(viewer, today)
            self.fields["ground"] = forms.ChoiceField(
                label="涉嫌事由", choices=[(row.code, row.name) for row in grounds]
            )
        self.fields["note"] = forms.CharField(
            label="说明",
            max_length=2000,
            required=Need.NOTE in step.needs,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def filled(self) -> Form:
        """Give what was filled in as the action takes it."""
        return Form(**self.cleaned_data)


class JudgeForm(forms.Form):
    """What an officer has found on the factors of article 17."""

    finding = forms.ChoiceField(label="判断", choices=Living.choices(), widget=forms.RadioSelect)
    why = forms.CharField(label="理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class BatchForm(forms.Form):
    """An export of the national 12315 platform."""

    file = forms.FileField(
        label="文件",
        help_text="全国12315平台导出的 .xlsx 或 .csv（UTF-8、GB18030）；须有编号、类别、被投诉人、内容、登记时间",
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is no table by its name, and what is too large to be one."""
        file = cast("UploadedFile[bytes]", self.cleaned_data["file"])
        if not str(file.name).lower().endswith((".xlsx", ".csv")):
            raise forms.ValidationError("只接收 .xlsx 和 .csv；请从12315平台重新导出。")
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("文件超过 50 MB；请按时间分段导出后分别导入。")
        return file


class ReasonForm(forms.Form):
    """Why an identity must be seen."""

    why = forms.CharField(label="启封理由", max_length=200)
