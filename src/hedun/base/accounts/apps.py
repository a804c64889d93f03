"""The room as Django sees it."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils import timezone


class AccountsRoom(AppConfig):
    """账号与权限."""

    name = "hedun.base.accounts"
    label = "accounts"
    verbose_name = "账号与权限"

    def ready(self) -> None:
        user_logged_in.connect(_open_visit, dispatch_uid="accounts.open_visit")


def _open_visit(*, request: Any, user: Any, **_: object) -> None:
    """Open a visit for every session, however it was begun; one without a visit is dead."""
    from hedun.base.accounts import actions

    if not request.session.session_key:
        request.session.create()
    actions.open_visit(
        session_key=request.session.session_key,
        address=actions.request_address.get(),
        agent=request.META.get("HTTP_USER_AGENT", ""),
        by=user.viewer,
        at=timezone.now(),
    )
