"""What a declaration allows: one place for the actions, the buttons, the diagram and the tests."""

from collections.abc import Set as AbstractSet

from hedun.base.procedure.terms import Given, Hat, Matter, Need, Procedure, Step


def refusal(step: Step, hats: AbstractSet[Hat]) -> str:
    """Say in Chinese why this person may never take the step; empty when allowed."""
    if hats & set(step.who):
        return ""
    who = "、".join(hat.label for hat in step.who)
    return f"“{step.label}”只能由{who}办理；请联系其办理。"


def hindrance(matter: Matter, step: Step, hats: AbstractSet[Hat]) -> str:
    """Say in Chinese why the step does not fit the matter now; empty when it does."""
    if matter.state in step.origins or (step.is_first and not matter.state):
        return ""
    options = "、".join(s.label for s in next_steps(matter.procedure, matter.state, hats)) or "无"
    now = matter.procedure.states(matter.state).label if matter.state else "未登记"
    return f"{matter.number} 现为“{now}”，不能“{step.label}”；现在可以办理：{options}。"


def lack(step: Step, given: Given) -> str:
    """Say in Chinese what the form still lacks for the step; empty when it is complete."""
    have = set(given.has)
    have |= {Need.NOTE} if given.note.strip() else set()
    have |= {Need.REASON} if given.reason else set()
    have |= {Need.DATE} if given.on else set()
    missing = [need.label for need in step.needs if need not in have]
    return f"“{step.label}”须有{'、'.join(missing)}；请补充后再提交。" if missing else ""


def next_steps(procedure: Procedure, state: str, hats: AbstractSet[Hat]) -> tuple[Step, ...]:
    """Give the steps that somebody with these hats may take from a state, as declared."""
    return tuple(
        step
        for step in procedure.steps
        if (state in step.origins or (step.is_first and not state)) and hats & set(step.who)
    )


def diagram(procedure: Procedure) -> str:
    """Draw the procedure as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.value}: {state.label}" for state in procedure.states]
    for step in procedure.steps:
        label = step.label + (f" ⏱{'、'.join(step.starts)}" if step.starts else "")
        for origin in step.origins or ("[*]",):
            lines.append(f"    {origin} --> {step.goal or origin}: {label}")
    lines += [f"    {s.value} --> [*]" for s in procedure.states if procedure.is_final(s)]
    return "\n".join(lines)
