"""How long documents take: `python -m tools.bench.documents COUNT`.

Every form in turn, each with its own party, filled, and made into PDF and DOCX by one process;
then the same number issued in the database, each with its number, sealed text and audit row.
"""

import platform
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.core.management import call_command
from django.utils import timezone


def timed(name: str, count: int, work: Callable[[], Any]) -> float:
    """Do something and say how long it took on the clock and on the processor."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    print(f"{name:28} {count:6} {clock:8.1f} s {cpu:8.1f} s CPU {1000 * cpu / count:8.1f} ms each")
    return cpu


def sheets(count: int) -> list[Any]:
    """Fill every form in turn, with another party each time."""
    from hedun.base.documents import decide, rows
    from hedun.base.documents.decide import Head

    made, forms = [], rows.layouts()
    for number in range(count):
        layout = forms[number % len(forms)]
        values = decide.sample(layout)
        for key in ("party_name", "author_name", "respondent"):
            if layout.field_of(key):
                values[key] = f"测试经营者第{number}号有限公司"
        no = decide.document_number("测市监", layout.word, year=2026, serial=number, ordinal=False)
        head = Head("测试区市场监督管理局", layout.title or layout.form, no, "2026年11月27日")
        made.append(decide.fill(layout, values, head))
    return made


def issue_all(count: int) -> None:
    """Make and issue so many documents of a matter that is always there."""
    from hedun.base.accounts.models import Body, Person, RoleGrant
    from hedun.base.accounts.terms import BodyKind, Role
    from hedun.base.documents import actions, decide, rows
    from hedun.base.documents.terms import Drawn, Source, Subject, register

    body = Body.objects.create(kind=BodyKind.BUREAU, name="测试局", short_name="测", word="测市监")
    person = Person.objects.create(username="bench", name="bench", body=body)
    RoleGrant.objects.create(person=person, role=Role.INSPECTOR, granted_at=timezone.now())
    by, forms = person.viewer, [one.form for one in rows.layouts()]
    examples = {form.form: decide.sample(form) for form in rows.layouts()}
    now = {"form": ""}

    def find(_viewer: Any, pk: int) -> Subject:
        return Subject("bench", pk, "B-1", "测试", "/", body.pk, tuple(forms), may_write=True)

    def values(_viewer: Any, _matter: Subject, _at: Any) -> Drawn:
        return Drawn(examples[now["form"]])

    register(Source("bench", "测试", find, values))
    for number in range(count):
        now["form"] = forms[number % len(forms)]
        at = timezone.now()
        row = actions.make(kind="bench", subject_id=1, form=now["form"], by=by, at=at)
        actions.issue(document_id=row.pk, by=by, at=at)


def main() -> int:
    """Measure the three parts."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    django.setup()
    from hedun.base.documents import work

    print(f"documents: {count}, Python {platform.python_version()}, one process")
    made = sheets(count)
    work.pdf(made[0])  # the first one reads the fonts
    spent = timed("PDF/A", count, lambda: [work.pdf(sheet) for sheet in made])
    timed("DOCX", count, lambda: [work.docx(sheet) for sheet in made])
    call_command("migrate", verbosity=0)
    call_command("load_law", verbosity=0)
    timed("make and issue (database)", count, lambda: issue_all(count))
    return int(spent > 60 * count / 1000)


if __name__ == "__main__":
    sys.exit(main())
