"""What CI runs: the phases, and the browser with which the demo is used."""

import pytest

from tools import ci
from tools.visitor import FormReader, StoppedError, Visitor

PAGE = """<form method="post" action="/a/"><input type="hidden" name="v" value="3">
<input name="cell" value=""><input name="cell" value=""><input type="checkbox" name="no" value="1">
<input type="checkbox" name="yes" value="1" checked><textarea name="t">\nab</textarea>
<select name="s"><option value="1">一<option value="2" selected>二</select>
<select name="first"><option value="x">x</option><option value="y">y</option></select>
<input type="file" name="f"><button name="do" value="ok">好</button></form>"""


def visitor(page: str) -> Visitor:
    made = Visitor("http://127.0.0.1:1")
    made.page = page
    return made


def test_a_form_is_read_as_a_browser_would_send_it():
    reader = FormReader()
    reader.feed(PAGE)
    (form,) = reader.forms
    assert form.fields == [
        *[("v", "3"), ("cell", ""), ("cell", ""), ("yes", "1"), ("t", "ab")],
        *[("s", "2"), ("first", "x")],
    ]
    assert form.buttons == [("do", "ok")]


def test_what_a_page_lacks_stops_the_visitor():
    with pytest.raises(StoppedError, match="no form"):
        visitor(PAGE).form("/b/")
    with pytest.raises(StoppedError, match="no button"):
        visitor(PAGE).submit(visitor(PAGE).form("/a/"), {}, ("do", "wrong"))
    with pytest.raises(StoppedError, match="已满"):
        visitor('<p class="notice red">已满</p>').find("已办结")


@pytest.mark.parametrize(("is_good", "code"), [(True, 0), (False, 1)])
def test_ci_fails_when_any_phase_fails(monkeypatch, is_good, code):
    phases = {"one": lambda: True, "two": lambda: is_good, "three": lambda: True}
    monkeypatch.setattr(ci, "PHASES", phases)
    assert ci.main([]) == code
    assert ci.main(["three"]) == 0


def test_ci_knows_a_failing_command_from_a_good_one():
    assert ci.run("true")
    assert not ci.run("false")
