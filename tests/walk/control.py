"""What some people must have read on their way: a walk that meets no words proves nothing."""

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
)
MACHINE = "jobs.job.title jobs.job.note jobs.job.error"

READS = {
    "anonymous": PUBLIC,
    "west.leader": f"{PUBLIC} {MARKET} {LETTERS} {CLUES} {SCREENING} {MACHINE}"
    " disclosure.publication.reason market.fact.payload.clue_no",
    "far.leader": f"{PUBLIC} {LETTERS} {CLUES} {SCREENING} {MACHINE}",
    "a.compliance": f"{PUBLIC} {MARKET} {LETTERS} {MACHINE}",
    "b.compliance": f"{PUBLIC} {MARKET} {LETTERS} {MACHINE}",
    "operation.system": f"{MACHINE} jobs.schedule.title accounts.person.phone accounts.body.phone",
    "operation.security": "accounts.person.phone accounts.body.phone",
    "operation.auditor": "accounts.auditentry.person_name audit.accounts.reason",
}
