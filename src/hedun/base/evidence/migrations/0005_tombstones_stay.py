"""Triggers that refuse to change or delete what says that evidence was deleted, in both databases."""

from django.db import migrations

TABLE = "evidence_tombstone"
VERBS = ("update", "delete")

SQLITE = [
    f"""CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'tombstones are append-only'); END"""
    for verb in VERBS
]
POSTGRES = [
    f"""CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW
    EXECUTE FUNCTION evidence_leaf_refuse()""",
]
SQLITE_BACK = [f"DROP TRIGGER {TABLE}_no_{verb}" for verb in VERBS]
POSTGRES_BACK = [f"DROP TRIGGER {TABLE}_no_change ON {TABLE}"]


def run(editor, on_sqlite, on_postgres):
    for statement in on_sqlite if editor.connection.vendor == "sqlite" else on_postgres:
        editor.execute(statement)


def forwards(apps, editor):
    run(editor, SQLITE, POSTGRES)


def backwards(apps, editor):
    run(editor, SQLITE_BACK, POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_stamps_and_keeping")]
    operations = [migrations.RunPython(forwards, backwards)]
