"""The tables of the desk, by subject."""

from hedun.desks.screening.models.catalogue import (
    Approved,
    Campaign,
    CampaignWord,
    CatalogueEdition,
    CatalogueItem,
)
from hedun.desks.screening.models.contracts import Contract, Passage
from hedun.desks.screening.models.findings import Finding, Judgement, ScreeningRun
from hedun.desks.screening.models.lexicon import Edition, Entry
from hedun.desks.screening.models.papers import Certificate, Licence, Snapshot, SnapshotFault
from hedun.desks.screening.models.rules import (
    Hunt,
    PackKey,
    Rule,
    RuleEvent,
    RuleHit,
    RulePack,
    RuleVersion,
)

__all__ = [
    "Approved",
    "Campaign",
    "CampaignWord",
    "CatalogueEdition",
    "CatalogueItem",
    "Certificate",
    "Contract",
    "Edition",
    "Entry",
    "Finding",
    "Hunt",
    "Judgement",
    "Licence",
    "PackKey",
    "Passage",
    "Rule",
    "RuleEvent",
    "RuleHit",
    "RulePack",
    "RuleVersion",
    "ScreeningRun",
    "Snapshot",
    "SnapshotFault",
]
