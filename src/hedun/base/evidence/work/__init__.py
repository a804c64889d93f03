"""What goes out on the net for evidence: guarded connections, pages, screenshots, stamps."""

from hedun.base.evidence.work.net import Connection, Net
from hedun.base.evidence.work.page import capture_page
from hedun.base.evidence.work.stamps import stamp_due

__all__ = ["Connection", "Net", "capture_page", "stamp_due"]
