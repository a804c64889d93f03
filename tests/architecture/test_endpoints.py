"""Every address of the product says who may call it; one that nobody classified fails."""

from django.urls import URLPattern, URLResolver, get_resolver, path

from hedun.base.accounts.guard import mark_of


def endpoints(patterns, before=""):
    """Give every address with its view, also below includes."""
    for each in patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from endpoints(each.url_patterns, address)
        else:
            yield address, each


def unclassified(patterns):
    return [address for address, each in endpoints(patterns) if mark_of(each.callback) is None]


def test_every_address_is_classified():
    assert unclassified(get_resolver().url_patterns) == []


def test_an_unclassified_address_is_found():
    forgotten = path("forgotten/", lambda _request: None)
    assert isinstance(forgotten, URLPattern)
    assert unclassified([*get_resolver().url_patterns, forgotten]) == ["forgotten/"]


def test_the_walk_sees_the_whole_product():
    assert len(list(endpoints(get_resolver().url_patterns))) > 70
