"""What people fill in about accounts."""

from django import forms

from hedun.base.accounts.models import Body, Person
from hedun.base.accounts.terms import BodyKind, Level, Role


class LoginForm(forms.Form):
    """Account and password."""

    username = forms.CharField(
        label="账号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """The old password and the new one, twice."""

    current = forms.CharField(
        label="原密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        max_length=200,
        strip=False,
        help_text="至少 8 位，含大写字母、小写字母、数字、符号中的至少 3 类；不含账号、姓名。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一次新密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new"):
            raise forms.ValidationError("两次输入的新密码不一致，请重新输入。")
        return again


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new account."""

    class Meta:
        model = Person
        fields = ("body", "username", "name", "title", "officer_no", "phone", "email")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        body = self.fields["body"]
        assert isinstance(body, forms.ModelChoiceField)
        body.queryset = Body.objects.filter(is_active=True).order_by("kind", "region_code")
        body.empty_label = "请选择"


class BodyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new body."""

    kind = forms.ChoiceField(label="类别", choices=BodyKind.choices())
    level = forms.ChoiceField(
        label="层级", choices=[("", "不分层级"), *Level.choices()], required=False
    )

    class Meta:
        model = Body
        fields = (
            "kind",
            "name",
            "short_name",
            "level",
            "region_code",
            "parent",
            "credit_code",
            "word",
            "address",
            "phone",
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        parent.empty_label = "（没有上级单位）"

    def clean_region_code(self) -> str:
        code: str = self.cleaned_data["region_code"]
        if code and not (len(code) == 6 and code.isdecimal()):
            raise forms.ValidationError("区划代码应为 6 位数字，例如 330106。")
        return code


class RoleForm(forms.Form):
    """A role to give or take."""

    role = forms.ChoiceField(label="角色", choices=Role.choices())


class ReasonForm(forms.Form):
    """Why an account is closed."""

    reason = forms.CharField(label="停用原因", max_length=100)
