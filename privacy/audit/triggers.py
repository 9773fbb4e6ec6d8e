"""Rules of the trail that the database keeps itself, on both engines.

1. An entry is added only behind the end of its chain, and moves the end.
2. No entry changes. One is erased only when the end of its chain says that it may be.
3. The end of a chain never goes back, and allows no erasing past the last checkpoint.
4. No checkpoint changes or goes.

An owner of the tables can switch triggers off; `audit_verify` finds what was done meanwhile.
"""

from typing import Any

ENTRY, HEAD, CHECKPOINT = "privacy_auditentry", "privacy_audithead", "privacy_auditcheckpoint"

ALWAYS = "1 = 1"
NOT_YET_ERASABLE = """NOT EXISTS (
    SELECT 1 FROM privacy_audithead AS head
    WHERE head.organization_id = OLD.organization_id AND head.erased >= OLD.number
)"""
BACKWARDS = """NEW.organization_id <> OLD.organization_id
OR NEW.number < OLD.number OR NEW.erased < OLD.erased
OR (NEW.erased > OLD.erased AND NOT EXISTS (
    SELECT 1 FROM privacy_auditcheckpoint AS signed
    WHERE signed.organization_id = NEW.organization_id AND signed.number >= NEW.erased
))"""
# Name, when, on which table, and where the rule is broken.
GUARDS = [
    ("audit_entry_unchanged", "BEFORE UPDATE", ENTRY, ALWAYS),
    ("audit_entry_kept", "BEFORE DELETE", ENTRY, NOT_YET_ERASABLE),
    ("audit_head_forward", "BEFORE UPDATE", HEAD, BACKWARDS),
    ("audit_head_kept", "BEFORE DELETE", HEAD, ALWAYS),
    ("audit_checkpoint_unchanged", "BEFORE UPDATE", CHECKPOINT, ALWAYS),
    ("audit_checkpoint_kept", "BEFORE DELETE", CHECKPOINT, ALWAYS),
]
MOVE_HEAD = """UPDATE privacy_audithead SET number = NEW.number, digest = NEW.digest
WHERE organization_id = NEW.organization_id AND number = NEW.number - 1 AND digest = NEW.previous"""
FOLLOWS = "audit_entry_follows"
REFUSAL = "the audit trail only grows"


def install(connection: Any) -> None:
    """Put the triggers in place, also where they are already."""
    statements = {"postgresql": _postgresql, "sqlite": _sqlite}[connection.vendor]()
    with connection.cursor() as cursor:
        for statement in [*removal(connection.vendor), *statements]:
            cursor.execute(statement)


def removal(vendor: str) -> list[str]:
    """The statements that take the triggers away."""
    named = [(FOLLOWS, ENTRY), *((name, table) for name, _when, table, _broken in GUARDS)]
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name, _table in named]
    return [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in named]


def _sqlite() -> list[str]:
    made = [
        f"CREATE TRIGGER {name} {when} ON {table} WHEN {broken} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for name, when, table, broken in GUARDS
    ]
    made.append(
        f"CREATE TRIGGER {FOLLOWS} AFTER INSERT ON {ENTRY} BEGIN {MOVE_HEAD};"
        f" SELECT RAISE(ABORT, '{REFUSAL}') WHERE changes() = 0; END"
    )
    return made


def _postgresql() -> list[str]:
    refuse = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"
    made = [_function(FOLLOWS, f"{MOVE_HEAD}; IF NOT FOUND THEN {refuse}; END IF; RETURN NULL;")]
    made.append(_trigger(FOLLOWS, "AFTER INSERT", ENTRY))
    for name, when, table, broken in GUARDS:
        row = "OLD" if "DELETE" in when else "NEW"
        made.append(_function(name, f"IF {broken} THEN {refuse}; END IF; RETURN {row};"))
        made.append(_trigger(name, when, table))
    return made


def _function(name: str, body: str) -> str:
    # The rights of whoever writes, never of the owner: no SECURITY DEFINER.
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _trigger(name: str, when: str, table: str) -> str:
    return f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
