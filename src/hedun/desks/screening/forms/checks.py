"""What people type on the pages of catalogue, campaigns, tables and contracts."""

import pathlib
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook.terms import Severity
from hedun.desks.screening import queries
from hedun.desks.screening.terms import (
    CampaignPlan,
    ContractKind,
    Item,
    ItemKind,
    Match,
    RegisterKind,
)
from hedun.market import queries as market

TABLE_ENDINGS = (".xlsx", ".csv", ".txt", ".parquet")
TEXT_ENDINGS = (".docx", ".txt")
LARGEST_TABLE, LARGEST_TEXT = 200 << 20, 20 << 20
ALLOWS = "｜"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (line.strip() for line in text.splitlines()))))


def _area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _date(label: str, *, required: bool = False, hint: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=hint)


class _OnGround(forms.Form):
    """A form that chooses among the grounds of the lawbook."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(g.code, f"{g.code} {g.name}") for g in queries.grounds(viewer)]


class ItemForm(_OnGround):
    """One entry of the catalogue."""

    kind = forms.ChoiceField(label="性质", choices=ItemKind.choices())
    goods = forms.CharField(label="商品", max_length=120)
    condition = forms.CharField(
        label="条件",
        max_length=300,
        required=False,
        help_text="限制销售的，写明在什么条件下可以销售。",
    )
    ground = forms.ChoiceField(label="事由")
    words = forms.CharField(
        label="指向的词",
        required=False,
        widget=_area(),
        help_text="每行一个词。",
    )
    categories = forms.CharField(
        label="对应类目",
        required=False,
        widget=_area(3),
        help_text="每行一个平台类目，写完整类目名或其中一级。",
    )
    match = forms.ChoiceField(label="命中方式", choices=Match.choices())
    region_code = forms.CharField(
        label="适用地区",
        max_length=6,
        required=False,
        help_text="6 位区划代码，如江苏省 320000；全国适用时留空。",
    )
    valid_from = _date("自")
    valid_to = _date("至", hint="长期有效时留空。")
    note = forms.CharField(label="依据与说明", max_length=300, required=False)
    is_active = forms.BooleanField(label="启用", required=False, initial=True)

    def item(self) -> Item:
        """Give the entry as a value."""
        data = self.cleaned_data
        return Item(
            kind=data["kind"],
            goods=data["goods"],
            ground=data["ground"],
            condition=data["condition"],
            region_code=data["region_code"],
            categories=_lines(data["categories"]),
            words=_lines(data["words"]),
            match=data["match"],
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
            note=data["note"],
            is_active=data["is_active"],
        )


class CampaignForm(_OnGround):
    """A campaign with its words."""

    name = forms.CharField(label="专项", max_length=80)
    ground = forms.ChoiceField(label="事由")
    severity = forms.ChoiceField(label="程度", choices=Severity.choices())
    valid_from = _date("自", required=True)
    valid_to = _date("至", hint="不定期的留空；到期后自动不再使用。")
    region_code = forms.CharField(
        label="适用地区",
        max_length=6,
        required=False,
        help_text="6 位区划代码；全国适用时留空。",
    )
    words = forms.CharField(
        label="词",
        widget=_area(10),
        max_length=20_000,
        help_text="每行一个词；有放行语境的写成：大麻｜大麻烦｜大麻袋。",
    )
    note = forms.CharField(label="依据与说明", max_length=300, required=False)

    def plan(self) -> CampaignPlan:
        """Give the campaign as a value."""
        data = self.cleaned_data
        words = []
        for line in _lines(data["words"]):
            word, *allow = (p.strip() for p in line.replace("|", ALLOWS).split(ALLOWS))
            words.append((word, tuple(filter(None, allow))))
        return CampaignPlan(
            name=data["name"],
            ground=data["ground"],
            severity=data["severity"],
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
            region_code=data["region_code"],
            note=data["note"],
            words=tuple(words),
        )


def _checked(
    file: "UploadedFile[bytes]", endings: tuple[str, ...], largest: int
) -> "UploadedFile[bytes]":
    """Judge size and ending; what the file is will be seen from its content."""
    if (file.size or 0) > largest:
        raise forms.ValidationError(f"文件超过 {largest >> 20} MB；请拆分后分别提交。")
    if pathlib.PurePath(str(file.name)).suffix.lower() not in endings:
        raise forms.ValidationError(
            f"“{str(file.name)[:40]}”不是 {'、'.join(endings)}；请另存为其中一种后提交。"
        )
    return file


def _file(label: str, hint: str, endings: tuple[str, ...], *, required: bool) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(endings)}),
        error_messages={"empty": "文件是空的（0 字节）；请确认导出成功后重新选择。"},
        max_length=5_000,  # long names are cut when stored, not refused
    )


class CatalogueFileForm(forms.Form):
    """A whole catalogue as a table."""

    title = forms.CharField(label="名称", max_length=80)
    file = _file(
        "文件",
        "支持 .xlsx、.csv。列：性质、商品、条件、事由、适用地区、对应类目、指向的词、命中方式、自、至、依据与说明；"
        "可先从名录页导出，改好后再导入。",
        TABLE_ENDINGS,
        required=True,
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        return _checked(self.cleaned_data["file"], TABLE_ENDINGS, LARGEST_TABLE)


class TableForm(forms.Form):
    """A table of certificates or licences, and the day for which it speaks."""

    kind = forms.ChoiceField(label="内容", choices=RegisterKind.choices())
    taken_on = _date("数据日期", required=True, hint="表中数据截止的日期；同一编号以较新的为准。")
    file = _file(
        "文件",
        "支持 .xlsx、.csv（UTF-8、GB18030）。证书表须有“证书编号、持有人、状态”，"
        "许可表须有“许可证编号、经营者名称”。",
        TABLE_ENDINGS,
        required=True,
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        return _checked(self.cleaned_data["file"], TABLE_ENDINGS, LARGEST_TABLE)


class ContractForm(forms.Form):
    """A text to be checked: pasted, or a file."""

    title = forms.CharField(label="名称", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=ContractKind.choices())
    platform: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        queryset=None, label="平台", required=False, empty_label="（不属于平台）"
    )
    shop_no = forms.CharField(
        label="店铺编号",
        max_length=64,
        required=False,
        help_text="能确定网店的请填写，登记线索时随之带出经营者。",
    )
    text = forms.CharField(
        label="正文", required=False, widget=_area(12), max_length=500_000, strip=False
    )
    file = _file("或上传文件", "支持 .docx、.txt，最大 20 MB。", TEXT_ENDINGS, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        field = self.fields["platform"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = market.platforms(viewer)

    def clean_file(self) -> "UploadedFile[bytes] | None":
        file = self.cleaned_data["file"]
        return _checked(file, TEXT_ENDINGS, LARGEST_TEXT) if file else None

    def clean(self) -> dict[str, Any]:
        """Either text or file; a shop is one that the viewer sees."""
        data = super().clean() or self.cleaned_data
        if "file" in data and not data["file"] and not (data.get("text") or "").strip():
            self.add_error("text", "没有正文；请粘贴合同全文，或上传 .docx、.txt 文件。")
        data["shop"] = None
        number = (data.get("shop_no") or "").strip()
        if number and data.get("platform") is None:
            self.add_error("platform", "填写店铺编号时须选择平台；请选择。")
        elif number:
            shops = market.visible_shops(self.viewer).filter(platform=data["platform"])
            data["shop"] = shops.filter(shop_no=number).first()
            if data["shop"] is None:
                self.add_error("shop_no", "本辖区没有这个编号的网店；请核对，或留空。")
        return data
