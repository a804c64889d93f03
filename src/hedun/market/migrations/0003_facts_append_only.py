"""Triggers that refuse every change of a fact, in both databases."""

from django.db import migrations

TABLE = "market_fact"
SQLITE = [
    f"""CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END"""
    for verb in ("update", "delete")
]
POSTGRES = [
    f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'facts are append-only'; END $$""",
    f"""CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()""",
]
SQLITE_BACK = [f"DROP TRIGGER {TABLE}_no_{verb}" for verb in ("update", "delete")]
POSTGRES_BACK = [f"DROP TRIGGER {TABLE}_no_change ON {TABLE}", f"DROP FUNCTION {TABLE}_refuse()"]


def run(editor, on_sqlite, on_postgres):
    for statement in on_sqlite if editor.connection.vendor == "sqlite" else on_postgres:
        editor.execute(statement)


def forwards(apps, editor):
    run(editor, SQLITE, POSTGRES)


def backwards(apps, editor):
    run(editor, SQLITE_BACK, POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("market", "0002_import_receipts")]
    operations = [migrations.RunPython(forwards, backwards)]
