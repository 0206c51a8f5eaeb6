"""Runs steps in the order given, in the project's own env.py, on a connection that is watched."""

from __future__ import annotations

import hashlib
from pathlib import Path

from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep
from alembic.script import ScriptDirectory

from .connection import guarded_connections
from .folder import open_folder
from .problem import Problem


def move(request: dict, tell) -> dict[str, object]:
    """`folder`, `direction` (down or up), `steps` (revisions in order), `from` (the heads expected in the database).

    `tell` hears of every step begun and applied; with `catalogue` (a query), its rows after each step come too, and the tables of
    which it changed rows. With `fingerprints` (revision → how SHA-256 over those rows begins) a step that comes to others fails
    in its transaction.
    What is applied becomes durable with its transaction only. Raises Problem before the first change: with `filesHash`, where
    the folder holds other migrations than those that were rehearsed.
    """
    config, script = open_folder(request["folder"])
    _has_rehearsed_files(request, script)
    environment = EnvironmentContext(config, script, fn=_planned(request, script, tell))
    _add_to_configuration(environment, _applied(request, tell), each_step_alone=request["transactions"] == "each")
    with guarded_connections(request, tell), environment:
        script.run_env()
    return {"applied": request["steps"]}


def _add_to_configuration(environment: EnvironmentContext, applied, each_step_alone: bool) -> None:
    """How transactions are cut was decided with the path, not in env.py. By the instance: Alembic's proxy knows no subclass."""
    configure = environment.configure

    def ours(*args, on_version_apply=None, **settings):
        theirs = on_version_apply or ()
        every = (*(theirs if isinstance(theirs, (tuple, list)) else (theirs,)), applied)
        configure(*args, **{**settings, "on_version_apply": every, "transaction_per_migration": each_step_alone})

    environment.configure = ours  # type: ignore[method-assign]


def _planned(request: dict, script: ScriptDirectory, tell):
    is_up = request["direction"] == "up"
    make = MigrationStep.upgrade_from_script if is_up else MigrationStep.downgrade_from_script

    def plan(heads, _context):
        found = sorted([heads] if isinstance(heads, str) else list(heads or ()))
        if found != sorted(request["from"]):
            shown = ", ".join(found) or "no revision"
            raise Problem("not-where-expected", f"the database is at {shown}", tuple(found))
        tell({"event": "begun", "at": found})
        return [make(script.revision_map, script.get_revision(each)) for each in request["steps"]]

    return plan


# In the transaction that is open; what was counted before it is none of its doing.
_rows_changed = (
    "select coalesce(pg_current_xact_id_if_assigned()::text, ''), schemaname || '.' || relname, n_tup_upd + n_tup_del "
    "from pg_stat_xact_user_tables where n_tup_upd + n_tup_del > 0 and relname <> 'alembic_version' order by 2"
)


def _applied(request: dict, tell):
    query = request.get("catalogue")
    foretold = request.get("fingerprints", {})
    before: dict = {}

    def applied(ctx, step, heads, **_):
        event = {"event": "applied", "revision": step.up_revision_id, "heads": sorted(heads)}
        is_asked = query and (not foretold or step.up_revision_id in foretold)
        lines = [row[0] for row in ctx.connection.exec_driver_sql(query)] if is_asked else []
        _is_foretold(step.up_revision_id, lines, foretold)
        if is_asked and not foretold:
            counted = {(row[0], row[1]): row[2] for row in ctx.connection.exec_driver_sql(_rows_changed)}
            changed = [name for (_, name), count in counted.items() if count > before.get((_, name), 0)]
            event.update(catalogue=lines, changedRowsOf=changed)
            before.update(counted)
        tell(event)

    return applied


def _is_foretold(revision: str, lines: list[str], foretold: dict) -> None:
    """Before it is committed: nobody has agreed to another schema than the one that was rehearsed."""
    if not hashlib.sha256("\n".join(lines).encode()).hexdigest().startswith(foretold.get(revision, "")):
        raise RuntimeError(
            f"after {revision} the schema is not as the rehearsal foretold, so its transaction is not committed: "
            "production bears something there that staging does not"
        )


def _has_rehearsed_files(request: dict, script: ScriptDirectory) -> None:
    """An image may hold others under the same names."""
    if "filesHash" not in request:
        return
    held = {each.revision: each.path for each in script.walk_revisions()}
    missing = [each for each in request["hashed"] if each not in held]
    if missing:
        raise Problem("other-files", f"the folder has no migration {', '.join(missing)}", tuple(missing))
    digests = (hashlib.sha256(Path(held[each]).read_bytes()).hexdigest() for each in request["hashed"])
    whole = "\n".join(f"{each} {digest}" for each, digest in zip(request["hashed"], digests))
    if hashlib.sha256(whole.encode()).hexdigest() != request["filesHash"]:
        raise Problem("other-files", "the folder holds other migration files than those that were rehearsed")
