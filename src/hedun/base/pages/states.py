"""How every state of every room looks: a tone and a glyph, in one table."""

from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from hedun.base.pages.icons import glyph
from hedun.engine.term import Term


class Look(NamedTuple):
    """A tone (colour pair in app.css) and the glyph that means the same without colour."""

    tone: str
    glyph: str


NEUTRAL = Look("gray", "ring")
OF_TONE = {
    "red": "triangle", "amber": "clock", "blue": "half",
    "green": "tick", "purple": "arrow", "gray": "dashed",
}  # fmt: skip
WAITING, MINE, GOING = Look("gray", "dashed"), Look("purple", "arrow"), Look("blue", "half")
GOOD, BAD, TIMED = Look("green", "tick"), Look("red", "triangle"), Look("amber", "clock")
OVER, STOPPED = Look("gray", "tick"), Look("gray", "cross")

LOOKS = {
    "ClueState": {
        "raised": WAITING, "dispatched": MINE, "verifying": GOING, "confirmed": MINE,
        "awaiting": TIMED, "answered": MINE, "disposed": GOOD,
    },
    "Outcome": {
        "removed": GOOD, "corrected": GOOD, "filed": Look("purple", "square"),
        "transferred": Look("blue", "arrow"), "unfounded": STOPPED,
    },
    "Severity": {
        "grave": BAD, "normal": Look("amber", "dot"), "slight": Look("gray", "ring"),
    },
    "Confidence": {"read": GOOD, "secondary": TIMED},
    "ComplaintState": {
        "received": MINE, "identity": TIMED, "accepted": GOING, "mediating": GOING,
        "testing": TIMED, "recusal": TIMED, "agreed": GOOD, "terminated": MINE,
        "refused": STOPPED, "withdrawn": STOPPED, "closed": OVER, "fast": TIMED,
        "joined": STOPPED,
    },
    "BatchState": {"reading": GOING, "done": GOOD, "refused": BAD},
    "RowState": {"taken": GOOD, "known": STOPPED, "bad": BAD},
    "SendState": {
        "waiting": WAITING, "stored": GOING, "accepted": GOING, "answered": GOOD, "dead": BAD,
        "withdrawn": STOPPED,
    },
    "ReportState": {
        "r_received": MINE, "r_verifying": GOING, "r_testing": TIMED, "r_merged": STOPPED,
        "r_not_ours": STOPPED, "r_closed": OVER, "r_disputed": TIMED,
    },
    "DocumentState": {"draft": MINE, "issued": GOOD, "dropped": STOPPED},
    "CaseState": {
        "verifying": MINE, "v_testing": TIMED, "not_filed": STOPPED, "passed_on": STOPPED,
        "investigating": GOING, "testing": TIMED, "suspended": TIMED, "ended": MINE,
        "reviewing": GOING, "reviewed": MINE, "approved": MINE, "announcing": TIMED,
        "notified": TIMED, "hearing": TIMED, "heard": MINE, "legal": GOING, "ready": MINE,
        "refunding": TIMED, "decided": MINE, "posting": TIMED, "served": TIMED,
        "deferred": TIMED, "urged": TIMED, "enforcing": GOING, "performed": MINE,
        "resolved": MINE, "closed": GOOD, "archived": OVER,
    },
    "HoldState": {
        "h_asked": MINE, "h_urgent": TIMED, "h_held": TIMED, "h_settled": GOOD,
        "h_released": OVER, "h_lapsed": BAD, "h_declined": STOPPED,
    },
    "SeizureState": {
        "z_asked": MINE, "z_urgent": TIMED, "z_held": TIMED, "z_testing": TIMED,
        "z_confiscated": GOOD, "z_handed": GOOD, "z_released": OVER, "z_declined": STOPPED,
    },
    "AssistState": {
        "a_asked": WAITING, "a_received": GOING, "a_postponed": TIMED, "a_answered": GOOD,
        "a_declined": STOPPED, "a_recalled": STOPPED,
    },
    "PoliceState": {
        "p_proposed": MINE, "p_declined": STOPPED, "p_approved": MINE, "p_handed": TIMED,
        "p_filed": MINE, "p_refused": MINE, "p_reconsidering": TIMED, "p_upheld": MINE,
        "p_supervising": TIMED, "p_returned": OVER, "p_done": GOOD,
    },
    "HandoffState": {
        "t_proposed": MINE, "t_declined": STOPPED, "t_sent": TIMED, "t_accepted": GOOD,
        "t_disputed": TIMED, "t_referred": TIMED, "t_assigned": GOOD, "t_returned": OVER,
    },
    "SiteState": {
        "s_proposed": MINE, "s_declined": STOPPED, "s_asked": TIMED, "s_closed": GOOD,
        "s_refused": STOPPED,
    },
    "ClockState": {"running": GOING, "paused": TIMED, "met": GOOD, "dropped": STOPPED},
    "PageState": {"waiting": WAITING, "done": GOOD, "failed": BAD},
    "JobState": {
        "waiting": WAITING, "running": GOING, "done": GOOD, "failed": BAD, "cancelled": STOPPED,
    },
    "ImportState": {
        "uploaded": WAITING, "mapping": MINE, "running": GOING, "done": GOOD, "refused": BAD,
    },
    "ShopState": {"open": GOOD, "closed": STOPPED, "expelled": BAD},
    "RegistryState": {
        "normal": GOOD, "revoked": BAD, "cancelled": STOPPED, "abnormal": TIMED,
        "dishonest": BAD, "unknown": WAITING,
    },
    "SamplingState": {
        "s_ordered": WAITING, "s_collected": GOING, "s_testing": TIMED, "s_failed": MINE,
        "s_told": TIMED, "s_applied": MINE, "s_recheck": TIMED, "s_final": MINE,
        "s_closed": OVER, "s_passed": GOOD, "s_cancelled": STOPPED,
    },
    "MatchState": {"m_proposed": WAITING, "m_same": BAD, "m_other": STOPPED},
    "Removal": {"r_none": WAITING, "r_asked": TIMED, "r_removed": GOOD, "r_kept": BAD},
    "Light": {"green": GOOD, "amber": TIMED, "red": BAD},
    "LetterState": {
        "draft": WAITING, "sent": TIMED, "delivered": TIMED, "accepted": GOING,
        "proposed": MINE, "counter": MINE, "agreed": GOING, "answered": MINE,
        "returned": TIMED, "closed": GOOD, "withdrawn": STOPPED,
    },
    "FilingState": {
        "reading": GOING, "filed": GOOD, "replaced": STOPPED, "refused": BAD,
    },
    "ListState": {"reading": GOING, "done": GOOD, "refused": BAD, "withdrawn": STOPPED},
    "PairState": {"open": MINE, "same": BAD, "different": GOOD, "unsure": TIMED},
    "LeadState": {"open": MINE, "raised": GOOD, "dismissed": STOPPED},
    "PushState": {"draft": WAITING, "sent": TIMED, "answered": GOOD},
    "Answer": {"closed": GOOD, "corrected": GOOD, "disputed": TIMED, "not_ours": STOPPED},
    "Level": {"returned": BAD, "mend": TIMED},
    "FindingState": {
        "open": MINE, "waiting": MINE, "pending": MINE, "confirmed": GOOD, "rejected": STOPPED,
        "unsure": TIMED, "skipped": TIMED, "held": WAITING,
    },
    "WordState": {"draft": WAITING, "proposed": MINE, "approved": GOOD, "retired": STOPPED},
    "RunState": {
        "waiting": WAITING, "running": GOING, "done": GOOD, "failed": BAD, "cancelled": STOPPED,
    },
    "EditionState": {
        "draft": WAITING, "submitted": MINE, "active": GOOD, "retired": STOPPED,
    },
    "Stage": {
        "draft": WAITING, "tested": GOING, "backtested": GOING, "shadow": TIMED, "active": GOOD,
        "quarantined": BAD, "retired": STOPPED,
    },
    "ItemKind": {
        "banned": BAD, "restricted": Look("amber", "dot"), "certified": Look("blue", "square"),
        "licensed": Look("blue", "square"),
    },
    "PaperState": {
        "valid": GOOD, "suspended": TIMED, "cancelled": STOPPED, "revoked": BAD, "expired": TIMED,
    },
    "SnapshotState": {"reading": GOING, "done": GOOD, "refused": BAD},
    "PublicationState": {
        "draft": WAITING, "queued": MINE, "published": GOOD, "withdrawn": STOPPED,
        "hidden": STOPPED, "withheld": STOPPED, "expired": OVER,
    },
}  # fmt: skip


def member(value: object, term: str = "") -> Term | None:
    """Find the Term behind a stored value: by the name of its class, or where only one has it."""
    if isinstance(value, Term):
        return value
    found = [
        kind(value)
        for kind in Term.__subclasses__()
        if (not term or kind.__name__ == term) and value in {item.value for item in kind}
    ]
    return found[0] if found and len({item.label for item in found}) == 1 else None


def look(item: Term) -> Look:
    """Give the look of a state; one that the table does not know is neutral."""
    return LOOKS.get(type(item).__name__, {}).get(item.value, NEUTRAL)


def chip(value: object, term: str = "") -> SafeString:
    """Draw a state as glyph, text and colour.

    `value` is a Term member, its stored value (with the name of its Term where two
    Terms share it), or "tone:label" for a thing that is no Term.
    """
    if value is None or value == "":
        return SafeString()
    item = member(value, term)
    if item is not None:
        return draw(look(item), item.label)
    tone, _, label = str(value).partition(":")
    if label and tone in OF_TONE:
        return draw(Look(tone, OF_TONE[tone]), label)
    return draw(NEUTRAL, str(value))


def draw(appearance: Look, label: str) -> SafeString:
    """Draw one chip."""
    return format_html(
        '<span class="chip {}">{}{}</span>', appearance.tone, glyph(appearance.glyph), label
    )
