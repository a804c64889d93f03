"""A province changes a form for its bureaux."""

import datetime as dt

from django.db import transaction

from hedun.base.accounts import queries as people
from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Level, Refused, Role, Viewer
from hedun.base.documents import decide, rows
from hedun.base.documents.models import Adaptation
from hedun.base.documents.terms import BadLayout


@transaction.atomic
def adapt(*, form: str, text: str, valid_from: dt.date, by: Viewer, at: dt.datetime) -> Adaptation:
    """Change a form for the bureaux of a province from a day on; what is issued already stays.

    Raises Refused for others than a leader of the provincial bureau, BadLayout where the row is
    wrong or would print less than it must.

    Basis: chufa_chengxu art. 86
    """
    if not (by.is_bureau and by.level is Level.PROVINCE and by.has(Role.LEADER)):
        raise Refused(
            "地方文书格式由省级市场监督管理部门制定（《市场监督管理行政处罚程序规定》第八十六条）；"
            "请由省局负责人登记。"
        )
    base = next((one for one in rows.layouts() if one.form == form), None)
    if base is None:
        raise BadLayout(f"没有文书 {form} 的版式；请从文书目录中选择。")
    made = decide.adapt(base, text, by=by.body_name)
    kept = {one.key for one in made.fields}
    if lost := [one.label for one in base.fields if one.required and one.key not in kept]:
        raise BadLayout(f"地方版式不得减少必填项目：{'、'.join(lost)}；请补回后再登记。")
    row = Adaptation.objects.create(
        form=form,
        region_code=people.bodies(by).get(pk=by.body_key).region_code,
        text=text,
        valid_from=valid_from,
        body_id=by.body_key,
        by_id=by.person_key,
        at=at,
    )
    record(
        by=by,
        at=at,
        action="documents:form:adapt",
        subject=("adaptation", row.pk),
        detail={"paper": form, "valid_from": valid_from.isoformat()},
    )
    return row
