"""What a message about a letter does here: put it before our people, or follow a step."""

from hedun.base.accounts.terms import Invalid, Viewer
from hedun.base.exchange import actions as exchange
from hedun.base.exchange import queries as nodes
from hedun.base.exchange.terms import Arrived, SendState, effect
from hedun.desks.bridge import actions
from hedun.desks.bridge.actions.telling import KIND
from hedun.desks.bridge.partners.hedun import content
from hedun.desks.bridge.terms import LetterStep

MACHINE = Viewer.system("通联")
# the second and third receipt of a letter: a person has signed for it, a person has answered it
RECEIPTS = {LetterStep.ACCEPT: SendState.ACCEPTED, LetterStep.ANSWER: SendState.ANSWERED}
TOLD = frozenset(LetterStep) - {LetterStep.DRAFT, LetterStep.EDIT, LetterStep.REMIND}


@effect(KIND)
def on_letter(arrived: Arrived) -> None:
    """Take a letter in, or a step of one, in the transaction that stores the message."""
    data = arrived.envelope.data
    here = nodes.body_of(MACHINE, arrived.me_id)
    if here is None or arrived.caller_body_id is None:
        raise Invalid("节点没有对应的单位，不能收函；请双方系统管理员核对节点登记。")
    remote = content.step(data)
    if remote.step not in TOLD:
        raise Invalid(f"“{remote.step.label}”不是可以通知对方的步骤。")
    if remote.step is LetterStep.SEND:
        actions.take_letter(
            remote=content.letter(data),
            from_body_id=arrived.caller_body_id,
            to_body_id=here,
            by=MACHINE,
            at=arrived.at,
        )
        return
    letter = actions.follow(
        remote=remote,
        actor_body_id=arrived.caller_body_id,
        other_body_id=here,
        by=MACHINE,
        at=arrived.at,
    )
    if remote.step in RECEIPTS:
        exchange.note_step(
            message_id=letter.message_id,
            node_id=arrived.caller_id,
            step=RECEIPTS[remote.step],
            by=MACHINE,
            at=remote.at,
        )
