"""A strict reader of RFC 5545, written from the standard: it refuses what a calendar might accept."""

import re

ONCE = {"VCALENDAR": {"VERSION", "PRODID"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"}}
ONCE["VALARM"] = {"ACTION", "TRIGGER", "DESCRIPTION"}
LINE = re.compile(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=[^;:,\"]+)*):(.*)", re.DOTALL)
SHAPES = {
    "DTSTAMP": r"\d{8}T\d{6}Z",
    "DTSTART": r"\d{8}",
    "DTEND": r"\d{8}",
    "TRIGGER": r"\d{8}T\d{6}Z",
    "VERSION": r"2\.0",
}


def wrong(what):
    return ValueError(f"RFC 5545: {what}")


def lines(content):
    """Unfold; every line ends with CRLF and has at most 75 octets."""
    if not content.endswith(b"\r\n") or b"\n" in content.replace(b"\r\n", b""):
        raise wrong("a line does not end with CRLF")
    raw = content.split(b"\r\n")[:-1]
    if any(len(line) > 75 for line in raw):
        raise wrong("a line has more than 75 octets")
    for line in raw:
        line.decode()  # folding never cuts a character
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def unescaped(value):
    if re.search(r"(?<!\\)(?:\\\\)*\\(?![\\;,nN])", value):
        raise wrong(f"a lone backslash in {value}")
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def parse(content):
    """Give the events, each a dict of its properties; raises ValueError."""
    stack, events = [], []
    for line in lines(content):
        match = LINE.fullmatch(line)
        if not match:
            raise wrong(f"no content line: {line}")
        name, value = match[1], match[3]
        if name == "BEGIN":
            stack.append((value, {}))
        elif name == "END":
            kind, found = stack.pop() if stack else ("", {})
            close(kind, found, value, stack=stack, events=events)
        else:
            take(stack, name, value)
    if stack:
        raise wrong(f"{stack[-1][0]} is not ended")
    return events


def take(stack, name, value):
    """Put a property into the component at hand."""
    if not stack:
        raise wrong(f"{name} outside of every component")
    if name in stack[-1][1]:
        raise wrong(f"{name} twice")
    if name in SHAPES and not re.fullmatch(SHAPES[name], value):
        raise wrong(f"{name} is {value}")
    stack[-1][1][name] = value if name in SHAPES else unescaped(value)


def close(kind, found, value, *, stack, events):
    """End a component: it has what it must have, and lies where it may."""
    if kind != value:
        raise wrong(f"{value} ends {kind}")
    if missing := ONCE[kind] - set(found):
        raise wrong(f"{kind} lacks {missing}")
    if kind == "VALARM":
        stack[-1][1]["ALARM"] = found["TRIGGER"]
    if kind == "VEVENT":
        if len({one["UID"] for one in events} | {found["UID"]}) == len(events):
            raise wrong("a UID twice")
        events.append(found)
