"""Every connection that the project's code opens: to the database that is meant, alone, with time-outs, under the run's name."""

from __future__ import annotations

from contextlib import closing, contextmanager

from sqlalchemy import event
from sqlalchemy.pool import Pool

from .problem import Problem

_identity = (
    "select (select system_identifier::text from pg_control_system()), current_database(), "
    "pg_is_in_recovery(), pg_backend_pid()"
)


@contextmanager
def guarded_connections(request: dict, tell):
    """`expects` (systemIdentifier, database), `lock` (a bigint), `application`, `settings` (name → value). Whatever the driver is."""
    ours: set[int] = set()

    def connected(connection, _record):
        connection.rollback()
        before = connection.autocommit
        connection.autocommit = True
        with closing(connection.cursor()) as cursor:
            pid = _is_meant(cursor, request["expects"])
            settle(cursor, request)
            _alone(cursor, int(request["lock"]), ours)
        connection.autocommit = before
        ours.add(pid)
        tell({"event": "connected", "pid": pid})

    event.listen(Pool, "connect", connected)
    try:
        yield
    finally:
        event.remove(Pool, "connect", connected)


def settle(cursor, request: dict) -> None:
    for name, value in {"application_name": request["application"], **request["settings"]}.items():
        one(cursor, f"select set_config({text(name)}, {text(value)}, false)")


def _is_meant(cursor, expects: dict) -> int:
    system, database, is_reader, pid = one(cursor, _identity)
    if is_reader:
        raise Problem("reader", f"env.py connects to a reader of {database}")
    if system != expects["systemIdentifier"] or database != expects["database"]:
        raise Problem("another-database", f"env.py connects to another database, {database}", (database,))
    return pid


def _alone(cursor, key: int, ours: set[int]) -> None:
    if one(cursor, f"select pg_try_advisory_lock({key})")[0]:
        return
    cursor.execute(
        "select pid from pg_locks where locktype = 'advisory' and granted "
        f"and ((classid::bigint << 32) | objid::bigint) = {key}"
    )
    holders = {row[0] for row in cursor.fetchall()}
    if holders & ours:
        return
    shown = ", ".join(str(each) for each in sorted(holders)) or "unknown"
    raise Problem("locked", f"another migration holds the lock (backend {shown})", tuple(map(str, sorted(holders))))


def one(cursor, question: str):
    cursor.execute(question)
    return cursor.fetchone()


def text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
