"""A browser of the standard library: opens pages, fills in their forms, keeps its cookies."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser

PATIENCE_S = 60
Pair = tuple[str, str]


class StoppedError(Exception):
    """A page was not as it should be; the message says which and why."""


@dataclass
class Form:
    """A form as the page offers it: where it goes, what stands in it, which buttons it has."""

    action: str
    method: str
    fields: list[Pair] = field(default_factory=list)
    buttons: list[Pair] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)


class FormReader(HTMLParser):
    """Reads every form out of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(self._form, tag, given)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            is_off = kind in {"checkbox", "radio"} and "checked" not in given
            if kind not in {"file", "submit"} and not is_off:
                form.fields.append((name, value))
        elif tag == "button":
            form.buttons.append((name, value))
        elif tag == "select":
            self._select = name
            form.options[name] = []
        elif tag == "option" and self._select:
            form.options[self._select].append(value)
            if "selected" in given:
                form.fields.append((self._select, value))
        elif tag == "textarea":
            self._area, self._text = name, ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if self._form is None:
            return
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._choose_first(self._form)
        elif tag == "textarea" and self._area is not None:
            self._form.fields.append((self._area, self._text.removeprefix("\n")))
            self._area = None

    def _choose_first(self, form: Form) -> None:
        options = form.options.get(self._select, [])
        if options and self._select not in dict(form.fields):
            form.fields.append((self._select, options[0]))
        self._select = ""


class Visitor:
    """One person's session with the product."""

    def __init__(self, address: str) -> None:
        self.address, self.path, self.page = address, "/", ""
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def open(self, path: str, data: bytes | None = None) -> str:
        """Open a page; raises StoppedError unless it answers 200."""
        url = urllib.parse.urljoin(self.address + self.path, path)
        wanted = urllib.request.Request(url, data, {"Referer": self.address})  # noqa: S310 - ours
        try:
            with self._opener.open(wanted, timeout=PATIENCE_S) as answer:
                self.page = answer.read().decode()
                self.path = answer.url.removeprefix(self.address)
        except urllib.error.HTTPError as error:
            self.page = error.read().decode(errors="replace")
            raise StoppedError(f"{error.code} {path}{self.notices()}") from None
        if "/login/" in self.path and not path.startswith("/login/"):
            raise StoppedError(f"{path} asked for the login again")
        return self.page

    def form(self, action: str) -> Form:
        """Find the form whose action matches the pattern; "" is the page's own."""
        reader = FormReader()
        reader.feed(self.page)
        for form in reader.forms:
            if form.method == "post" and re.fullmatch(action, form.action):
                return form
        raise StoppedError(f"{self.path} has no form {action!r}{self.notices()}")

    def submit(self, form: Form, values: dict[str, str], button: Pair | None = None) -> str:
        """Send a form with these values in it, each in the first field of its name."""
        left, pairs = dict(values), []
        for name, value in form.fields:
            pairs.append((name, left.pop(name, value)))
        pairs += left.items()
        if button is not None:
            if button not in form.buttons:
                raise StoppedError(f"{self.path} has no button {button}")
            pairs.append(button)
        return self.open(form.action or self.path, urllib.parse.urlencode(pairs).encode())

    def find(self, pattern: str) -> str:
        """Give the first group of a pattern that the page must contain."""
        found = re.search(pattern, self.page, re.DOTALL)
        if found is None:
            raise StoppedError(f"{self.path} does not show {pattern!r}{self.notices()}")
        return str(found[1] if found.groups() else found[0])

    def notices(self) -> str:
        """Give what the page complains about."""
        found = re.findall(
            r'class="(?:toast error|notice red|error|errorlist)"[^>]*>(.*?)</', self.page
        )
        return "".join(f"; {re.sub('<[^>]+>', '', text).strip()}" for text in found)

    def log_in(self, username: str, password: str) -> str:
        """Log in by the form."""
        self.open("/login/")
        self.submit(self.form("(/login/)?"), {"username": username, "password": password})
        return self.open("/")
