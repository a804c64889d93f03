"""The product's own site, with a header that empties the cache before a request."""

from collections.abc import Callable, Iterable
from typing import Any

from hedun.wsgi import application as product


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the product does."""
    if "HTTP_X_COLD" in environ:
        from django.core.cache import cache

        cache.clear()
    answer: Iterable[bytes] = product(environ, start_response)
    return answer
