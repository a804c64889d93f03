"""The shell renders for anybody, obeys the policy, and lists only what may be opened."""

import re

from django.template import engines
from django.test import RequestFactory

from hedun.base.accounts.terms import BodyKind, Role, Viewer

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=")


def page(source, **context):
    request = RequestFactory().get("/")
    request.viewer = Viewer(1, "甲", 1, BodyKind.BUREAU, "某局", roles=frozenset({Role.INSPECTOR}))
    return engines["django"].from_string(source).render(context, request)


def test_base_page_has_the_name_of_the_body_and_no_inline_code():
    html = page('{% extends "pages/base.html" %}{% block heading %}标题{% endblock %}')
    assert "某局" in html
    assert "合盾" in html
    assert not INLINE.search(html)


def test_public_page_has_no_inline_code():
    html = page('{% extends "pages/public.html" %}')
    assert not INLINE.search(html)
