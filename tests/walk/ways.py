"""How each address is called: by which verbs, on which rows, with what in the form.

Every address with a parameter must stand here. `kinds` are kinds of things (plots.py,
papers.py, world.py) whose keys fill the parameter `pk`; a thing's `more` fills the others.
"""

from dataclasses import dataclass
from typing import Any

REASON = {"reason": "测试理由", "version": "1"}
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
ANY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
ANSWERED = frozenset({200, 204, 302})
# what a form may come to for somebody who may use it: done, or refused with its reason
TAKEN = frozenset({200, 204, 302, 400, 403, 404, 409, 422})
# a step on a row that one sees but that is another body's to handle
DECLINED = frozenset({302, 403, 404, 409, 422})


@dataclass(frozen=True, slots=True)
class Way:
    """How one address is called."""

    verbs: tuple[str, ...] = GET
    kinds: str = ""
    forms: tuple[dict[str, Any], ...] = ({},)  # what is posted, one after the other
    fixed: tuple[dict[str, Any], ...] = ({},)  # parameters that no row fills
    asks: str = ""  # the key of the thing stands behind this name in the query
    posts: str = ""  # the key of the thing stands behind this name in the form
    queries: tuple[str, ...] = ()  # more to ask, besides search and export
    seeks: frozenset[str] = frozenset()  # columns whose every word is asked for
    missing: frozenset[int] = frozenset({404})  # how a foreign row looks absent
    reads: frozenset[int] = ANSWERED
    declines: frozenset[int] = DECLINED
    free: str = ""  # what "do" may say for everybody who sees the row
    moves: str = ""  # tables whose rows the act changes for their owners


def _steps(name: str, *steps: str) -> tuple[dict[str, Any], ...]:
    return tuple({name: step} for step in steps)


MAY_LACK = ANSWERED | {404}
LETTER_STEPS = _steps(
    "step",
    *("accept", "agree", "close", "send", "refuse", "ask_again", "withdraw", "propose", "undo"),
)
EDITION_STEPS = _steps("verb", "submit", "take_back", "approve", "send_back", "discard")
CATALOGUE = {
    "kind": "banned",
    "goods": "测试商品",
    "ground": "T1",
    "words": "测试词",
    "match": "any",
}
CAMPAIGN = {
    "name": "测试专项",
    "ground": "T1",
    "severity": "normal",
    "valid_from": "2026-01-01",
    "words": "测试词",
}
CAMPAIGN_STEPS = (*EDITION_STEPS, *_steps("verb", "end", "copy"))
CONTRACT = {"title": "测试合同", "kind": "consumer", "text": "押金一律不退。"}
CLUE_STEPS = tuple(
    {"do": do, "note": "测试说明", "measure": "测试措施", "version": "1"}
    for do in ("take", "confirm", "dispose:removed", "dispatch", "extend", "comment", "retract")
)
SCOPES = tuple(f"scope={scope}&show=all" for scope in ("area", "mine", "raised", "todo"))
RAISED = {"title": "测试事项", "ground": "T1", "text": "测试内容", "key": "a" * 32}
BULK = ({"go": "1", "outcome": "unfounded", "note": "测试说明"},)
LEXICON = {"word": "测试词", "ground": "T1", "category": "测试", "severity": "normal"}
RULE = LEXICON | {"code": "W-9", "title": "测试规则", "expression": "价格 < 1元", "seen": "1"}
RULE |= {"examples": "命中 价格=0.5元"}
RULE_STEPS = _steps(
    "verb",
    *("test", "backtest", "shadow", "activate", "quarantine", "release", "revise", "retire"),
)
PAPERS = _steps("form", "docx", "pdf")
FORM = _steps("code", "complaint-05")
PLEA = {"kind": "complaint", "facts": "测试", "respondent": "测试", "token": "t" * 32}
PLEA_STEPS = tuple(
    {"step": step, "note": "测试说明"}
    for step in ("accept", "return", "withdraw", "agree", "r_close", "none")
)
CASE = {
    "token": "t" * 32,
    "source": "clue",
    "found_on": "2026-01-05",
    "ground": "T1",
    "title": "测试案由",
    "party_kind": "organization",
    "party_name": "测试",
    "facts": "测试",
}
CASE_STEPS = tuple(
    {"step": step, "note": "测试说明", "on": "2026-01-05"}
    for step in ("correct", "test", "suspend", "extend", "review_pass", "decide", "none")
)
BRANCHES = tuple(
    {"kind": kind, "step": step, "note": "测试说明", "goods": "测试", "target_name": "测试"}
    for kind, step in (("case_hold", "h_ask"), ("case_police", "p_propose"), ("none", "none"))
)
BRANCH_STEPS = tuple(
    {"step": step, "note": "测试说明"} for step in ("h_release", "h_settle", "h_lapse", "none")
)
SOUGHT = frozenset(
    {
        "market.shop.name",
        "market.shop.shop_no",
        "market.shop.url",
        "market.subject.name",
        "market.subject.credit_code",
        "clues.clue.title",
        "clues.clue.number",
        "bridge.letter.title",
        "bridge.letter.number",
    }
)

WAYS: dict[str, Way] = {
    # front
    "front:search": Way(queries=("q=QZ",), seeks=SOUGHT),
    "front:palette": Way(queries=("q=QZ",)),
    "front:statistics": Way(queries=("from=2026-01-01&to=2027-12-31",)),
    "front:fast_lane": Way(BOTH, "plea", forms=({"agreed": "on", "text": "测试"},)),
    "front:calendar": Way(queries=("view=week", "on=2026-10-05")),
    "front:open_feed": Way(POST),
    "front:close_feed": Way(POST),
    "front:feed": Way(GET, fixed=({"token": "x" * 43},), reads=MAY_LACK),
    # accounts
    "accounts:login": Way(BOTH),
    "accounts:logout": Way(POST),
    "accounts:password": Way(BOTH),
    "accounts:end_session": Way(POST, "visit"),
    "accounts:add_person": Way(BOTH),
    "accounts:person": Way(GET, "person"),
    "accounts:deactivate": Way(POST, "person", forms=(REASON,)),
    "accounts:reactivate": Way(POST, "person"),
    "accounts:reset": Way(POST, "person"),
    "accounts:unlock": Way(POST, "person"),
    "accounts:grant": Way(POST, "person", forms=({"role": "leader"},)),
    "accounts:revoke": Way(POST, "person", forms=({"role": "inspector"},)),
    "accounts:add_body": Way(BOTH),
    # law
    "lawbook:instrument": Way(GET, "instrument"),
    "lawbook:article": Way(GET, "article"),
    "lawbook:due": Way(queries=("rule=letter.reply&start=2026-11-23T09:00",)),
    "lawbook:take_notice": Way(POST),
    "lawbook:change_day": Way(POST),
    # jobs
    "jobs:detail": Way(GET, "job"),
    "jobs:progress": Way(GET, "job"),
    "jobs:retry": Way(POST, "job"),
    "jobs:cancel": Way(POST, "job"),
    "jobs:switch": Way(POST, "schedule"),
    # evidence
    "evidence:download": Way(GET, "clue_capture reply_capture"),
    "evidence:ask": Way(BOTH, forms=({"url": "http://QZ.example/", "second_officer": "1"},)),
    "evidence:page": Way(GET, "page"),
    "evidence:again": Way(POST, "page"),
    "evidence:picture": Way(GET, "page", reads=MAY_LACK),
    "evidence:paper": Way(GET, "page", fixed=PAPERS, reads=MAY_LACK),
    "evidence:bundle": Way(POST, "matter"),
    "evidence:export_log": Way(POST),
    "evidence:settle_alarm": Way(POST, "log_alarm", forms=({"note": "测试核实"},)),
    "evidence:alarm_proof": Way(GET, "log_alarm"),
    "evidence:keeping": Way(GET, "kept"),
    "evidence:hold": Way(POST, "kept", forms=({"reason": "测试保全"},)),
    "evidence:lift": Way(POST, "kept", forms=({"reason": "测试解除"},)),
    "evidence:erase": Way(POST, "kept", forms=({"reason": "测试", "kept_until": "2026-01-01"},)),
    # market
    "market:shop": Way(GET, "shop"),
    "market:subject": Way(GET, "subject"),
    "market:upload": Way(BOTH),
    "market:batch": Way(GET, "batch upload"),
    "market:mapping": Way(BOTH, "upload", forms=({"col_name": "c000"},)),
    "market:rejected": Way(GET, "batch"),
    # clues
    "clues:list": Way(queries=SCOPES),
    "clues:queue": Way(GET, "clue", asks="at", missing=ANSWERED),
    "clues:raise": Way(BOTH, forms=(RAISED,)),
    "clues:detail": Way(GET, "clue"),
    "clues:act": Way(POST, "clue", forms=CLUE_STEPS, free="comment"),
    "clues:undo": Way(POST, "clue"),
    "clues:bulk": Way(
        POST,
        "clue",
        posts="pk",
        fixed=_steps("step", "dispatch", "dispose"),
        forms=BULK,
        missing=DECLINED,
        declines=DECLINED | {200},  # the page tells row by row what was not done
    ),
    # complaints
    "complaints:list": Way(queries=("scope=area", "scope=body", "scope=intake")),
    "complaints:register": Way(BOTH, forms=(PLEA,)),
    "complaints:detail": Way(GET, "plea"),
    "complaints:step": Way(POST, "plea", forms=PLEA_STEPS),
    "complaints:identity": Way(POST, "plea"),
    "complaints:ask_unlock": Way(POST, "plea", forms=({"why": "测试理由"},)),
    "complaints:grant_unlock": Way(POST, "plea"),
    "complaints:judge": Way(POST, "plea", forms=({"finding": "living", "why": "测试理由"},)),
    "complaints:batches": Way(BOTH),
    "complaints:batch": Way(GET, "plea_batch"),
    "complaints:file": Way(BOTH, forms=(PLEA,)),
    "complaints:lookup": Way(BOTH, forms=({"number": "TS-2026-000001", "code": "A" * 10},)),
    "complaints:citizen_step": Way(
        POST, forms=({"number": "TS", "code": "A", "step": "withdraw"},)
    ),
    # documents
    "documents:form": Way(fixed=FORM, queries=("show=blank",)),
    "documents:empty": Way(fixed=tuple(FORM[0] | {"which": "blank"} | one for one in PAPERS)),
    "documents:adapt": Way(
        POST, fixed=FORM, forms=({"text": 'word = "甲"', "valid_from": "2026-01-01"},)
    ),
    "documents:matter": Way(GET, "docket"),
    "documents:make": Way(POST, "docket", forms=({"form": "complaint-05"}, {"form": "penalty-13"})),
    "documents:document": Way(GET, "paper issued_paper"),
    "documents:write": Way(
        POST, "paper issued_paper", forms=({"version": "1", "f_respondent": "甲", "why": "测试"},)
    ),
    "documents:step": Way(
        POST, "paper issued_paper", fixed=_steps("step", "redraw", "issue", "none")
    ),
    "documents:file": Way(GET, "paper issued_paper", fixed=PAPERS, reads=MAY_LACK),
    # cases
    "cases:list": Way(queries=("scope=area", "scope=body", "scope=mine", "scope=done")),
    "cases:new": Way(BOTH, "clue", asks="clue", forms=(CASE,)),
    "cases:statistics": Way(queries=("from=2020-01-01",)),
    "cases:detail": Way(GET, "case"),
    "cases:step": Way(POST, "case", forms=CASE_STEPS),
    "cases:volumes": Way(GET, "case"),
    "cases:begin": Way(POST, "case", forms=BRANCHES),
    "cases:branch": Way(GET, "branch"),
    "cases:branch_step": Way(POST, "branch", forms=BRANCH_STEPS),
    # letters
    "bridge:draft": Way(BOTH, "clue", asks="clue", reads=ANSWERED | {403}),
    "bridge:detail": Way(GET, "letter draft"),
    "bridge:edit": Way(BOTH, "letter draft", forms=(REASON,)),
    "bridge:clock": Way(GET, "letter draft"),
    "bridge:scoreboard": Way(queries=("from=2026-01-01&to=2027-12-31", "export=answerers")),
    "bridge:rate": Way(
        POST, "letter draft", forms=({"timeliness": "good", "completeness": "good"},)
    ),
    "bridge:ask_consent": Way(
        POST, "letter draft", forms=({"fields_wanted": "测试字段", "why": "测试理由"},)
    ),
    "bridge:decide_consent": Way(POST, "consent", forms=({"verdict": "grant"},)),
    "bridge:add_mandate": Way(
        POST,
        forms=({"document_no": "测", "valid_from": "2026-01-01", "valid_to": "2027-01-01"},),
    ),
    # sampling
    "sampling:list": Way(),
    "sampling:add": Way(BOTH),
    "sampling:detail": Way(GET, "sampling"),
    "sampling:step": Way(
        POST, "sampling", forms=({"step": "tell", "note": "测试说明"}, {"step": "none"})
    ),
    "sampling:find": Way(POST, "sampling"),
    "sampling:judge": Way(POST, "sampling", forms=({"verdict": "m_same"},)),
    "sampling:take_down": Way(POST, "sampling"),
    "bridge:act": Way(POST, "letter draft", fixed=LETTER_STEPS, forms=(REASON,)),
    "bridge:letter_paper": Way(GET, "letter draft", fixed=PAPERS),
    "bridge:reply_paper": Way(GET, "letter draft", fixed=PAPERS, reads=MAY_LACK),
    "bridge:answer": Way(GET, "answer draft"),
    "bridge:rows": Way(POST, "answer draft", forms=({"group": "goods", "pasted": "1\t2"},)),
    "bridge:drop_row": Way(POST, "answer draft"),
    "bridge:attach": Way(POST, "answer draft"),
    "bridge:detach": Way(POST, "answer draft"),
    "bridge:submit": Way(POST, "answer draft", forms=({"text": "测试答复"},), moves="clues_clue"),
    "bridge:add_key": Way(BOTH),
    "bridge:key": Way(GET, "app_key"),
    "bridge:rotate_key": Way(POST, "app_key", forms=({}, {"now": "1"})),
    "bridge:switch_key": Way(POST, "app_key"),
    # screening
    "screening:queue": Way(GET, "finding", asks="finding", missing=ANSWERED),
    "screening:undo": Way(POST),
    "screening:finding": Way(GET, "finding"),
    "screening:judge": Way(
        POST, "finding", forms=tuple(REASON | {"verdict": v} for v in ("confirm", "reject"))
    ),
    "screening:start": Way(POST),
    "screening:run": Way(GET, "run"),
    "screening:draft": Way(POST),
    "screening:edition": Way(GET, "edition"),
    "screening:diff": Way(GET, "edition"),
    "screening:new_word": Way(BOTH, "edition", forms=(LEXICON,)),
    "screening:word": Way(BOTH, "edition", forms=(LEXICON,)),
    "screening:remove_word": Way(POST, "edition"),
    "screening:step": Way(POST, "edition", fixed=EDITION_STEPS, forms=(REASON,)),
    "screening:retrohunt": Way(POST, "edition"),
    "screening:hunt": Way(GET, "hunt"),
    "screening:new_rule": Way(BOTH, forms=(RULE,)),
    "screening:check_rule": Way(POST, forms=(RULE, {"expression": "价格 <"})),
    "screening:rule": Way(GET, "rule"),
    "screening:edit_rule": Way(BOTH, "rule", forms=(RULE,)),
    "screening:rule_step": Way(POST, "rule", fixed=RULE_STEPS, forms=(REASON,)),
    "screening:rule_hits": Way(GET, "rule"),
    "screening:hit": Way(GET, "rule_hit"),
    "screening:judge_hit": Way(POST, "rule_hit", forms=_steps("verdict", "confirm", "reject")),
    "screening:export_pack": Way(POST),
    "screening:import_pack": Way(POST),
    "screening:trust_key": Way(POST, forms=({"name": "测试", "public_key": "eA=="},)),
    "screening:distrust_key": Way(POST, "pack_key"),
    "screening:pack": Way(GET, "pack"),
    "screening:draft_catalogue": Way(POST),
    "screening:import_catalogue": Way(BOTH),
    "screening:catalogue_edition": Way(GET, "catalogue"),
    "screening:new_item": Way(BOTH, "catalogue", forms=(CATALOGUE,)),
    "screening:item": Way(BOTH, "catalogue", forms=(CATALOGUE,)),
    "screening:remove_item": Way(POST, "catalogue"),
    "screening:catalogue_step": Way(POST, "catalogue", fixed=EDITION_STEPS, forms=(REASON,)),
    "screening:new_campaign": Way(BOTH, forms=(CAMPAIGN,)),
    "screening:campaign": Way(GET, "campaign"),
    "screening:edit_campaign": Way(BOTH, "campaign", forms=(CAMPAIGN,)),
    "screening:campaign_step": Way(POST, "campaign", fixed=CAMPAIGN_STEPS, forms=(REASON,)),
    "screening:upload_table": Way(BOTH),
    "screening:table": Way(GET, "table"),
    "screening:new_contract": Way(BOTH, forms=(CONTRACT,)),
    "screening:contract": Way(GET, "contract"),
    "screening:judge_passage": Way(
        POST, "contract", forms=tuple(REASON | {"verdict": v} for v in ("confirm", "reject"))
    ),
    "screening:raise_from_contract": Way(POST, "contract"),
    # roster
    "front:push": Way(
        BOTH,
        "problem",
        asks="pk",
        posts="pk",
        missing=frozenset({302}),
        forms=({"go": "1", "reason": "测试理由", "due_on": "2026-01-01"},),
    ),
    "front:push_answer": Way(POST, "push"),
    "roster:upload": Way(BOTH),
    "roster:template": Way(GET, fixed=_steps("sheet_name", "operators", "live")),
    "roster:filing": Way(GET, "filing"),
    "roster:outcome": Way(GET, "filing"),
    "roster:order": Way(POST, "filing", forms=(REASON,)),
    "roster:over_limit": Way(BOTH, "over_limit"),
    "roster:extensions": Way(BOTH, forms=({"sheet": "live", "label": "测试项", "kind": "text"},)),
    "roster:retire_extension": Way(POST, "extension"),
    "roster:upload_list": Way(BOTH),
    "roster:as_of": Way(queries=("code=91330100799655058B&on=2026-11-01",)),
    "roster:list": Way(GET, "list"),
    "roster:list_outcome": Way(GET, "list"),
    "roster:withdraw_list": Way(
        POST, "list", forms=(REASON,), moves="roster_problem roster_transition"
    ),
    "roster:start": Way(POST),
    "roster:problem": Way(GET, "problem"),
    "roster:pass_home": Way(POST, "problem"),
    "roster:settle": Way(POST, "problem", forms=_steps("do", "right", "wrong")),
    "roster:lead": Way(BOTH, "lead", forms=({"do": "raise"}, {"do": "dismiss", "why": "测试理由"})),
    "roster:pair": Way(GET, "pair"),
    "roster:judge": Way(
        POST, "pair", forms=tuple({"verdict": v, "row_version": "1"} for v in ("same", "different"))
    ),
    "roster:undo": Way(POST),
    "roster:push": Way(GET, "push"),
    "roster:answer": Way(
        POST,
        "push",
        forms=({"answer": "closed"}, {"answer": "disputed", "note": "测试"}),
        moves="roster_problem",
    ),
    "api:file_rows": Way(POST),
    "api:filing_outcome": Way(GET, "filing"),
    # disclosure
    "disclosure:search": Way(queries=("q=QZ",)),
    "disclosure:shop": Way(GET, "public_shop"),
    "disclosure:publish": Way(POST, "fact", forms=(REASON,)),
    "disclosure:withhold": Way(POST, "fact", forms=(REASON,)),
    "disclosure:withdraw": Way(POST, "publication", forms=(REASON,)),
    # machines
    "api:shops": Way(queries=("q=QZ",), reads=ANSWERED | {422}),
    "api:check_listings": Way(POST),
    "top:rest": Way(ANY, reads=frozenset({200})),  # errors stand inside the answer
    "exchange:decide": Way(POST, "message", forms=({"decision": "resend"},)),
    "exchange:add_webhook": Way(BOTH),
    "exchange:webhook": Way(GET, "webhook"),
    "exchange:try_webhook": Way(POST, "webhook"),
    "exchange:rotate_webhook": Way(POST, "webhook"),
    "exchange:switch_webhook": Way(POST, "webhook"),
    "exchange:messages": Way(ANY, reads=frozenset({401, 405})),
    "api:openapi-json": Way(ANY, reads=frozenset({200})),
    "api:api-root": Way(ANY, reads=frozenset({404})),
}
UNKNOWN = Way(BOTH)
