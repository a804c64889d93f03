"""The auditor reads Chinese: every act, subject, key and state has its word."""

import re
from pathlib import Path

import pytest

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Role
from hedun.base.accounts.views import audit
from hedun.base.procedure.actions import EXPIRED, RECOMPUTED, REMINDED
from hedun.base.procedure.terms import registered
from hedun.clues.terms import ClueState, ClueStep
from hedun.desks.bridge.terms import LetterState, LetterStep
from hedun.desks.cases.terms import PROCEDURES as CASES
from hedun.desks.complaints.terms import ComplaintState, ReportState
from hedun.desks.disclosure.terms import PublicationState
from hedun.desks.screening.terms import Verdict
from hedun.engine.rules import Step
from hedun.market.terms import FactKind, ImportKind, ShopState
from tests import factories as make

SRC = Path(audit.__file__).parents[3]
PLAIN = re.compile(r'action="([a-z_]+:[a-z_]+:[a-z_]+)"')
LEXICON = re.compile(r'_note\(edition, "([a-z_]+)"')
APPROVED = re.compile(r'_note\("(catalogue|campaign)", \w+, "([a-z_]+)"')
SHARED = re.compile(r'_note\(kind, row, "([a-z_]+)"')
DISCLOSED = re.compile(r'_save\(row, "([a-z_]+)"')
PAPERS = re.compile(r'(?:log_paper\(|save_paper\(row, )"([a-z_]+)"')
LOGGED = re.compile(r'_log\("([a-z_]+)"')
KEYS = re.compile(r"detail(?:: [^=]+)? ?= ?\{([^}]*)\}")
STATES = {
    "letter": LetterState,
    "clue": ClueState,
    "publication": PublicationState,
    "fact": FactKind,
    "import": ImportKind,
    "shop": ShopState,
    "finding": Verdict,
    "complaint": ComplaintState,
    "report": ReportState,
    **{one.code: one.states for one in CASES},
}


def source():
    files = [path for path in SRC.rglob("*.py") if "demo" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_every_act_of_every_room_has_its_word_and_no_word_is_left_over():
    text = source()
    acts = set(PLAIN.findall(text))
    acts |= {f"bridge:letter:{step.value}" for step in LetterStep}
    acts |= {f"clues:clue:{step.value}" for step in ClueStep}
    acts |= {f"screening:finding:{verdict.value}" for verdict in Verdict}
    acts |= {f"screening:hit:{verdict.value}" for verdict in Verdict}
    acts |= {f"screening:rule:{step.value}" for step in Step}
    acts |= {f"screening:lexicon:{step}" for step in LEXICON.findall(text)}
    acts |= {f"screening:passage:{verdict.value}" for verdict in Verdict}
    acts |= {f"screening:{kind}:{step}" for kind, step in APPROVED.findall(text)}
    both = ("catalogue", "campaign")
    acts |= {f"screening:{kind}:{step}" for kind in both for step in SHARED.findall(text)}
    acts |= {f"disclosure:publication:{step}" for step in DISCLOSED.findall(text)}
    acts |= {f"documents:document:{act}" for act in PAPERS.findall(text)}
    acts |= {f"complaints:submission:{act}" for act in LOGGED.findall(text)}
    acts |= {
        f"procedure:{one.code}:{step}"
        for one in registered()
        if not one.keeps_own_trail
        for step in (*(step.code for step in one.steps), EXPIRED, RECOMPUTED, REMINDED)
    }
    assert set(audit.words()["acts"]) == acts


def test_every_subject_and_key_has_its_word():
    text = source()
    assert set(re.findall(r'subject=\("([a-z_]+)"', text)) <= set(audit.words()["subjects"])
    keys = {key for found in KEYS.findall(text) for key in re.findall(r'"([a-z_0-9]+)":', found)}
    assert keys <= set(audit.words()["keys"])


@pytest.mark.parametrize("kind", STATES)
def test_states_are_called_as_their_room_calls_them(kind):
    assert audit.words()["states"][kind] == {one.value: one.label for one in STATES[kind]}


@pytest.mark.django_db
def test_the_page_shows_words_and_the_filter_takes_them(client):
    client.force_login(make.admin(Role.AUDITOR))
    detail = {"from": "draft", "to": "sent", "version": 2, "note": ""}
    for action in ("bridge:letter:send", "bridge:letter:draft"):
        AuditEntry.objects.create(
            at=make.NOW, person_name="甲", action=action,
            subject_kind="letter", subject_id="7", detail=detail,
        )  # fmt: skip
    page = client.get("/audit/?action=bridge:letter:send").content.decode()
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "签发函件" in table
    assert "原状态：待签发；新状态：待签收；版本：2" in table
    assert "起草函件" not in table
    assert "bridge:" not in table


@pytest.mark.parametrize(
    ("kind", "key", "value", "said"),
    [
        ("person", "role", "inspector", "办案人员"),
        ("body", "kind", "bureau", "市场监管局"),
        ("visit", "end", "idle", "超过 30 分钟未操作"),
        ("login", "reason", "wrong", "账号或密码错误"),
        ("schedule", "is_active", False, "否"),
        ("capture", "of", ["finding", "12"], "筛查命中 12"),
        ("import", "mapping", {"name": "名称"}, "名称 名称"),
        ("letter", "note", "另有原因", "另有原因"),
    ],
)
def test_a_value_is_said_in_chinese_where_it_is_a_term(kind, key, value, said):
    assert audit._value(kind, key, value) == said
