"""The room as Django sees it."""

from django.apps import AppConfig


class EvidenceRoom(AppConfig):
    """证据固定."""

    name = "hedun.base.evidence"
    label = "evidence"
    verbose_name = "证据固定"

    def ready(self) -> None:
        """Make a leaf of every audit row; let who sees a page's matter see what was captured."""
        from hedun.base.accounts.terms import register_witness
        from hedun.base.evidence import queries, terms
        from hedun.base.evidence.work.witness import on_record

        register_witness(on_record)
        terms.register_gate("page", queries.sees_page)
        terms.register_dossier("page", queries.page_dossier)
        terms.register_dossier("capture", queries.capture_dossier)
