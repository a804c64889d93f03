"""The room as Django sees it."""

from django.apps import AppConfig


class AccountsRoom(AppConfig):
    """账号与权限."""

    name = "hedun.base.accounts"
    label = "accounts"
    verbose_name = "账号与权限"
