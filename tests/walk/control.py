"""What some people must have read and done: a walk that meets no words proves nothing."""

PUBLIC = (
    "market.shop.name market.subject.name publication.snapshot.matter"
    " publication.snapshot.measure publication.snapshot.authority"
)
MARKET = (
    "market.shop.address market.subject.phone market.fact.payload.title market.listing.title"
    " market.importbatch.file_name market.rejected.reason market.rejected.c000 market.upload.cell"
)
LETTERS = (
    "bridge.letter.title bridge.letter.text bridge.letter.number bridge.letter.contact_phone"
    " bridge.letterevent.note bridge.reply.text bridge.replyrow.measure bridge.reply.file.name"
    " bridge.reply.file.content evidence.content evidence.capture.title"
)
CLUES = "clues.clue.title clues.clueevent.note clues.finding.text"
SCREENING = (
    "screening.finding.title screening.finding.text screening.judgement.reason"
    " screening.entry.word screening.entry.allow screening.edition.title"
    " screening.finding.rules screening.rulehit.title screening.rulehit.trace"
    " screening.ruleversion.title screening.ruleversion.expression screening.ruleevent.note"
    " screening.hunt.samples screening.rulepack.results screening.packkey.public_key"
    " screening.catalogueitem.goods screening.campaignword.word screening.certificate.holder"
    " screening.licence.holder screening.snapshotfault.reason"
)
ROSTER = (
    "roster.filing.file_name roster.filing.outcome.message roster.list.outcome.message"
    " roster.problem.name roster.problem.entry.reason roster.transition.entry.reason"
    " roster.pair.name roster.pair.reasons roster.judgement.why roster.lead.earlier.name"
    " roster.overlimit.name roster.push.reason roster.pushrow.reason"
)
MACHINE = "jobs.job.title jobs.job.note jobs.job.error"

READS = {
    "anonymous": PUBLIC,
    "west.leader": f"{PUBLIC} {MARKET} {LETTERS} {CLUES} {SCREENING} {MACHINE}"
    " screening.contract.text screening.passage.why"
    " disclosure.publication.reason market.fact.payload.clue_no",
    "city.inspector": ROSTER,
    "far.leader": f"{PUBLIC} {LETTERS} {CLUES} {SCREENING} {MACHINE}",
    "a.compliance": f"{PUBLIC} {MARKET} {LETTERS} {MACHINE} roster.filing.outcome.message"
    " roster.push.reason roster.pushrow.reason",
    "b.compliance": f"{PUBLIC} {MARKET} {LETTERS} {MACHINE}",
    "operation.system": f"{MACHINE} exchange.outgoing.subject exchange.node.name jobs.schedule.title evidence.alarm.detail accounts.person.phone accounts.body.phone",
    "operation.security": "accounts.person.phone accounts.body.phone bridge.appkey.note exchange.node.address",
    "operation.auditor": "accounts.auditentry.person_name audit.accounts.reason",
}

_DISCLOSURE = "disclosure:publish disclosure:withhold disclosure:withdraw"
ACTS = {
    "west.leader": f"bridge:act clues:act clues:bulk clues:raise screening:judge {_DISCLOSURE}"
    " screening:draft screening:judge_hit screening:rule_step screening:new_rule"
    " screening:distrust_key screening:draft_catalogue screening:new_campaign"
    " screening:new_contract screening:judge_passage jobs:cancel jobs:retry"
    " roster:judge roster:lead",
    "city.inspector": "roster:withdraw_list roster:order",
    "west.publisher": _DISCLOSURE,
    "a.compliance": "bridge:rows bridge:drop_row bridge:detach bridge:submit roster:answer",
    "operation.system": "accounts:deactivate accounts:reset jobs:switch exchange:decide",
    "operation.security": "accounts:grant accounts:revoke bridge:rotate_key bridge:switch_key"
    " exchange:try_webhook exchange:rotate_webhook exchange:switch_webhook",
}
"""By which addresses some people must have changed something of their own."""
