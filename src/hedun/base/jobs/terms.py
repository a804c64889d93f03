"""Words for what happens later."""

from hedun.engine.term import Term


class JobState(Term):
    """Where a job stands."""

    WAITING = "waiting", "等待执行"
    RUNNING = "running", "正在执行"
    DONE = "done", "已完成"
    FAILED = "failed", "需人工处理"
    CANCELLED = "cancelled", "已取消"


ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


class LostLease(RuntimeError):
    """Another worker has taken this job over; what this one did since is rolled back."""


class Unworkable(RuntimeError):
    """Trying again cannot help; the message tells a person what is wrong and what to do."""
