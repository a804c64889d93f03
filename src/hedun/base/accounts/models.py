"""Bodies, people, roles, regions and the audit trail."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from hedun.base.accounts.terms import BodyKind, Level, Role, Viewer, VisitEnd


class Region(models.Model):
    """A division of GB/T 2260 with the time in which its code was valid."""

    code = models.CharField("区划代码", max_length=6)
    name = models.CharField("名称", max_length=60)
    full_name = models.CharField("全称", max_length=120)
    level = models.CharField("层级", max_length=10, choices=Level.choices())
    parent_code = models.CharField("上级代码", max_length=6, blank=True)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="region_code_from"),
        ]
        indexes: ClassVar = [models.Index(fields=["parent_code"], name="region_parent")]


class Body(models.Model):
    """A bureau, platform, agency, mediation body, court, or the public at large."""

    kind = models.CharField("类别", max_length=12, choices=BodyKind.choices())
    name = models.CharField("名称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=30)
    level = models.CharField("层级", max_length=10, choices=Level.choices(), blank=True)
    region_code = models.CharField("区划代码", max_length=6, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    word = models.CharField("发文机关代字", max_length=12, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    is_active = models.BooleanField("在用", default=True)

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Finds a person for the login; people are made by actions only."""


class Person(AbstractBaseUser):
    """Somebody who works for a body; there is no superuser."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    body = models.ForeignKey(Body, models.PROTECT, related_name="people", verbose_name="单位")
    title = models.CharField("职务", max_length=40, blank=True)
    officer_no = models.CharField("执法证号", max_length=30, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("在用", default=True)
    must_change_password = models.BooleanField("须改密", default=True)
    password_changed_at = models.DateTimeField("改密时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name

    @property
    def viewer(self) -> Viewer:
        """The value by which this person looks and acts."""
        body = self.body
        width = {"province": 2, "city": 4, "county": 6}.get(body.level, 0)
        return Viewer(
            person_id=self.pk,
            name=self.name,
            body_id=body.pk,
            body_kind=BodyKind(body.kind),
            body_name=body.name,
            level=Level(body.level) if body.level else None,
            region_prefix=body.region_code[:width],
            roles=frozenset(Role(grant.role) for grant in self.grants.all()),
        )


class RoleGrant(models.Model):
    """A role that a person holds, and who gave it when."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    role = models.CharField("角色", max_length=20, choices=Role.choices())
    granted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="grants_given"
    )
    granted_at = models.DateTimeField("授予时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "role"], name="grant_once"),
        ]


class PastPassword(models.Model):
    """A password hash that may not be used again."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()


class LoginTry(models.Model):
    """A login that has not succeeded yet; a right password takes the account's rows away."""

    account = models.CharField("账号摘要", max_length=64)
    network = models.CharField("来源网络", max_length=50)
    at = models.DateTimeField("时间")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "at"], name="try_account"),
            models.Index(fields=["network", "at"], name="try_network"),
        ]


class Visit(models.Model):
    """One login of a person until its end (登录会话)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="visits")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近操作")
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)
    agent = models.CharField("浏览器", max_length=200, blank=True)
    end = models.CharField("结束原因", max_length=12, choices=VisitEnd.choices(), blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)


class CalendarKey(models.Model):
    """The secret address of a person's calendar; only its digest is kept."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="calendar_key")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")


class AuditEntry(models.Model):
    """Who did what to which thing when: append-only, in the transaction of the act.

    No foreign keys, so that history never blocks a deletion nor follows one.
    Triggers in the database refuse every update and delete.
    """

    at = models.DateTimeField("时间")
    person_id = models.BigIntegerField("人员", null=True, blank=True)
    person_name = models.CharField("姓名", max_length=60)
    body_id = models.BigIntegerField("单位", null=True, blank=True)
    body_name = models.CharField("单位名称", max_length=100, blank=True)
    action = models.CharField("动作", max_length=60)
    subject_kind = models.CharField("对象类别", max_length=40)
    subject_id = models.CharField("对象编号", max_length=64)
    detail = models.JSONField("内容", default=dict)
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_subject"),
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["person_id", "at"], name="audit_person"),
        ]
