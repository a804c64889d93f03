"""Whatever happens is a leaf of the log; whoever changes one is named."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.models import AuditEntry
from hedun.base.evidence import actions, queries
from hedun.base.evidence.decide import leaves as texts
from hedun.base.evidence.models import Checkpoint, Leaf, Log, Tile
from hedun.engine.seal import merkle, note
from tests import factories as make

pytestmark = pytest.mark.django_db


def act(number=1, at=make.NOW):
    record(by=make.SYSTEM, at=at, action="test:note:write", subject=("note", number))


def seal(at=make.NOW):
    actions.extend(by=make.SYSTEM, at=at)
    return actions.sign_head(by=make.SYSTEM, at=at)


def faults():
    return list(queries.log_faults(make.SYSTEM))


def awake(statement, *values):
    """Do what somebody with full rights in the database can do: take the triggers away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(statement, values)


def test_an_act_is_a_leaf_in_its_transaction():
    with transaction.atomic():
        act()
        transaction.set_rollback(True)
    assert not Leaf.objects.exists()
    act()
    assert Leaf.objects.get().subject_id == "1"
    assert AuditEntry.objects.count() == 1


def test_nothing_is_signed_twice_and_nothing_is_signed_of_nothing():
    assert seal() is None
    act()
    head = seal()
    assert seal() is None
    assert head.size == 1


def test_a_checkpoint_is_signed_by_both_algorithms():
    act()
    head = seal()
    keys = queries.log_keys(make.SYSTEM)
    assert {key.algorithm for key in keys} == {"ed25519", "sm2-sm3"}
    assert note.verify(head.note, keys).size == 1


def test_every_leaf_is_proven_under_every_later_checkpoint():
    heads = []
    for number in range(12):
        act(number)
        heads.append(seal())
    log = Log.objects.get()
    tree = queries.tiles(make.SYSTEM, log)
    for head in heads:
        for leaf in Leaf.objects.filter(place__lt=head.size):
            path = merkle.inclusion(tree.digest, tree.read, index=leaf.place, size=head.size)
            hashed = texts.hash_of(tree.digest, leaf.content)
            root = bytes.fromhex(head.root)
            given = {"index": leaf.place, "size": head.size, "path": path, "root": root}
            assert merkle.is_included(tree.digest, hashed, **given)
        proof = queries.proof(make.SYSTEM, first=head.size, second=12)
        roots = (bytes.fromhex(head.root), bytes.fromhex(heads[-1].root))
        assert merkle.is_consistent(
            tree.digest, first=head.size, second=12, roots=roots, path=proof
        )
    assert faults() == []


def test_a_tree_of_sm3_does_as_well(settings):
    settings.LOG_DIGEST = "sm3"
    act()
    assert note.read(seal().note)[0].digest == "sm3"
    assert faults() == []


def test_old_keys_verify_what_they_signed():
    act(1), seal()
    actions.rotate(by=make.SYSTEM, at=make.NOW)
    seal()
    assert faults() == []
    assert len({tuple(row.keys) for row in Checkpoint.objects.all()}) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_leaf SET content = 'x'",
        "UPDATE evidence_leaf SET place = NULL",
        "UPDATE evidence_leaf SET place = 7",
        "DELETE FROM evidence_leaf",
        "UPDATE evidence_checkpoint SET note = 'x'",
        "DELETE FROM evidence_checkpoint",
    ],
)
def test_the_database_refuses_to_change_the_log(statement):
    act(), seal()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_command_names_what_is_wrong_with_the_log(capsys):
    act(), seal()
    call_command("verify_evidence", "--log")
    awake("UPDATE evidence_leaf SET content = 'x' WHERE place = 0")
    with pytest.raises(CommandError):
        call_command("verify_evidence", "--log")
    assert "第 0 叶" in capsys.readouterr().out


def forge_and_rehash(place, content):
    """E03: somebody with all rights changes a leaf and computes every hash again."""
    awake("UPDATE evidence_leaf SET content = %s WHERE place = %s", content, place)
    log = Log.objects.get()
    tree = merkle.Tiles(merkle.Digest(log.digest), lambda *_: b"")
    for leaf in Leaf.objects.order_by("place"):
        tree.add(texts.hash_of(tree.digest, leaf.content))
    for (level, number), hashes in tree.changed.items():
        Tile.objects.filter(level=level, number=number).update(hashes=hashes)


def test_E03_hashes_that_were_computed_again_do_not_help():
    for number in range(5):
        act(number)
    seal()
    forge_and_rehash(2, "forged")
    assert any("检查点与日志内容不符" in fault for fault in faults())


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE evidence_leaf SET content = 'x' WHERE place = 3", "第 3 叶"),
        ("DELETE FROM evidence_leaf WHERE place = 2", "第 2 叶缺失"),
        ("DELETE FROM evidence_leaf WHERE place = 4", "截短"),
        ("UPDATE evidence_checkpoint SET note = replace(note, 'digest', 'digets')", "无效"),
        ("UPDATE evidence_checkpoint SET size = 4", "不符"),
        ("UPDATE evidence_log SET size = 9", "应有 9 叶"),
    ],
)
def test_E02_what_was_changed_is_named(statement, told):
    for number in range(5):
        act(number)
    seal()
    awake(statement.replace("%", "%%"))
    assert any(told in fault for fault in faults())
