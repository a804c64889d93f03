"""The loop that sends, and the door through which a message comes in."""

from hedun.base.exchange.work.dispatch import Transport, answer, dispatch, missing, receive

__all__ = ["Transport", "answer", "dispatch", "missing", "receive"]
