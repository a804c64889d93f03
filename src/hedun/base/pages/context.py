"""What every page needs of the shell around it."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the viewer to every template."""
    return {"viewer": getattr(request, "viewer", None)}
