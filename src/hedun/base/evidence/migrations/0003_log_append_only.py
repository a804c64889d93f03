"""Triggers that refuse every change of a leaf but the giving of its place, in both databases."""

from django.db import migrations

LEAF, KEPT = "evidence_leaf", ("evidence_checkpoint", "evidence_stamp")
SAME = " OR ".join(
    f"NEW.{name} <> OLD.{name}" for name in ("id", "kind", "subject_kind", "subject_id", "at", "content")
)
GIVEN = f"OLD.place IS NOT NULL OR NEW.place IS NULL OR {SAME}"

SQLITE = [
    f"""CREATE TRIGGER {LEAF}_no_update BEFORE UPDATE ON {LEAF} WHEN {GIVEN}
    BEGIN SELECT RAISE(ABORT, 'leaves are append-only'); END""",
    *(
        f"""CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"""
        for table, verb in [(LEAF, "delete"), *((t, v) for t in KEPT for v in ("update", "delete"))]
    ),
]
SQLITE_BACK = [
    f"DROP TRIGGER {LEAF}_no_update",
    f"DROP TRIGGER {LEAF}_no_delete",
    *(f"DROP TRIGGER {t}_no_{v}" for t in KEPT for v in ("update", "delete")),
]
POSTGRES = [
    f"""CREATE OR REPLACE FUNCTION {LEAF}_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$""",
    f"""CREATE TRIGGER {LEAF}_no_update BEFORE UPDATE ON {LEAF} FOR EACH ROW
    WHEN ({GIVEN}) EXECUTE FUNCTION {LEAF}_refuse()""",
    f"""CREATE TRIGGER {LEAF}_no_delete BEFORE DELETE ON {LEAF} FOR EACH ROW
    EXECUTE FUNCTION {LEAF}_refuse()""",
    f"""CREATE TRIGGER {LEAF}_no_truncate BEFORE TRUNCATE ON {LEAF}
    FOR EACH STATEMENT EXECUTE FUNCTION {LEAF}_refuse()""",
    *(
        f"""CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW
        EXECUTE FUNCTION {LEAF}_refuse()"""
        for table in KEPT
    ),
]
POSTGRES_BACK = [
    f"DROP TRIGGER {LEAF}_no_update ON {LEAF}",
    f"DROP TRIGGER {LEAF}_no_delete ON {LEAF}",
    f"DROP TRIGGER {LEAF}_no_truncate ON {LEAF}",
    *(f"DROP TRIGGER {table}_no_change ON {table}" for table in KEPT),
    f"DROP FUNCTION {LEAF}_refuse()",
]


def run(editor, on_sqlite, on_postgres):
    for statement in on_sqlite if editor.connection.vendor == "sqlite" else on_postgres:
        editor.execute(statement)


def forwards(apps, editor):
    run(editor, SQLITE, POSTGRES)


def backwards(apps, editor):
    run(editor, SQLITE_BACK, POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_log_and_pages")]
    operations = [migrations.RunPython(forwards, backwards)]
