"""Forms of the market: the upload."""

import pathlib
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from hedun.base.accounts.terms import Viewer
from hedun.market.models import Platform
from hedun.market.queries import may_hand_in, platforms
from hedun.market.terms import ImportKind

LARGEST = 1 << 30
ENDINGS = (".xlsx", ".csv", ".txt", ".parquet")


class UploadForm(forms.Form):
    """A file, what it holds, and whose it is."""

    kind = forms.ChoiceField(label="内容", choices=ImportKind.choices())
    platform = forms.ModelChoiceField(
        Platform.objects.none(),
        label="平台",
        required=False,
        empty_label="（登记名单不属于平台）",
        help_text="名册和商品信息须指明平台；登记名单留空。",
    )
    file = forms.FileField(
        label="文件",
        help_text="可拖入。支持 .xlsx、.csv（UTF-8、UTF-16、GB18030）和 .parquet，最大 1 GB。",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"empty": "文件是空的（0 字节）；请确认导出成功后重新选择。"},
        max_length=5_000,  # long names are cut when stored, not refused
    )

    def __init__(self, viewer: Viewer, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        own = [p.pk for p in platforms(viewer) if may_hand_in(viewer, p)]
        field = self.fields["platform"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = platforms(viewer).filter(pk__in=own)
        if viewer.is_platform:
            field.empty_label = None
            kinds = [pair for pair in ImportKind.choices() if pair[0] != ImportKind.REGISTRY]
            self.fields["kind"] = forms.ChoiceField(label="内容", choices=kinds)

    def clean_file(self) -> "UploadedFile[bytes]":
        """Judge size and ending; what the file is will be seen from its content."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("文件超过 1 GB；请拆分后分别提交，或用 hedun import 命令。")
        if pathlib.PurePath(str(file.name)).suffix.lower() not in ENDINGS:
            raise forms.ValidationError(
                f"“{str(file.name)[:40]}”不是 .xlsx、.csv 或 .parquet；请另存为其中一种后提交。"
            )
        return file

    def clean(self) -> dict[str, Any]:
        """A roster or listings belong to a platform, a registry list to none."""
        values = super().clean() or self.cleaned_data
        if (values.get("kind") == ImportKind.REGISTRY) != (values.get("platform") is None):
            self.add_error("platform", "名册和商品信息须选择平台，登记名单不选平台；请更正。")
        return values
