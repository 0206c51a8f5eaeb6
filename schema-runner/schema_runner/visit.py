"""A look at the database on the connection that the project's own env.py opens; env.py goes no further than that."""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import closing, contextmanager

from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

from .connection import one, settle, text
from .folder import open_folder
from .problem import Problem


class _Enough(BaseException):
    """No code that tries again what failed takes it for a failure."""


def look(request: dict, _tell) -> dict[str, object]:
    """Where env.py connects to, the state, and the rows of each of `asks` (null where it failed); with `lines`, the catalogue itself.

    Backends under the name of `ends` are ended first. In a session that only reads. Raises Problem.
    """
    config, script = open_folder(request["folder"])
    opening: dict = {}
    answers: list[dict] = []

    def opened(dialect, _record, arguments, settings):
        opening.update(dialect=dialect, arguments=arguments, settings=settings)

    def connected(connection, _record):
        with closing(connection):
            connection.rollback()
            connection.autocommit = True
            with closing(connection.cursor()) as cursor:
                settle(cursor, request)
                answers.append(_seen(cursor, request, opening))
        raise _Enough

    with _heard(Engine, "do_connect", opened), _heard(Pool, "connect", connected):
        try:
            with EnvironmentContext(config, script, fn=lambda _heads, _context: []):
                script.run_env()
        except _Enough:
            pass
    if not answers:
        raise Problem("no-connection", "env.py opens no connection to a database")
    return answers[0]


@contextmanager
def _heard(target, name: str, listener):
    event.listen(target, name, listener)
    try:
        yield
    finally:
        event.remove(target, name, listener)


def _seen(cursor, request: dict, opening: dict) -> dict[str, object]:
    ended = _end_orphans(cursor, request["ends"]) if "ends" in request else 0
    state, lines = _state(cursor, request["questions"])
    settings = opening.get("settings", {})
    return {
        "state": {**state, "isPooled": _is_pooled(opening)},
        "host": settings.get("host"),
        "port": settings.get("port"),
        "lines": lines if request.get("lines") else [],
        "asked": [_asked(cursor, each) for each in request["asks"]],
        "orphansEnded": ended,
    }


def _state(cursor, questions: dict) -> tuple[dict, list[str]]:
    """By the questions that Runback's own process asks."""
    lines = [each["line"] for each in _rows(cursor, questions["catalogue"])]
    state = {**_rows(cursor, questions["identity"])[0]}
    if one(cursor, "select to_regclass('alembic_version')::text")[0] is not None:
        state["revisions"] = [each["revision"] for each in _rows(cursor, questions["revisions"])]
    broken = _rows(cursor, questions["invalid"])
    state["invalidIndexes"] = [each["name"] for each in broken]
    state["invalidOn"] = list(dict.fromkeys(each["table"] for each in broken))
    state["fingerprint"] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return state, lines


def _rows(cursor, question: str) -> list[dict]:
    """By the name of the column, as JSON knows them, whatever the driver makes of a type."""
    return json.loads(one(cursor, f"select coalesce(json_agg(answer), '[]')::text from ({question}) answer")[0])


def _asked(cursor, asks: dict) -> list[dict] | None:
    try:
        one(cursor, f"select set_config('statement_timeout', {text(asks['withinMs'])}, false)")
        return _rows(cursor, asks["question"])
    except Exception:  # noqa: BLE001 a table that is not there, or too little time: not known
        return None


def _end_orphans(cursor, application: str) -> int:
    """Every backend that bears the name, until none is left."""
    until = time.monotonic() + 30
    most = 0
    while True:
        cursor.execute(
            "select pid, pg_terminate_backend(pid) from pg_stat_activity "
            f"where application_name = {text(application)} and pid <> pg_backend_pid()"
        )
        left = [row[0] for row in cursor.fetchall()]
        if not left:
            return most
        most = max(most, len(left))
        if time.monotonic() > until:
            raise RuntimeError(f"the backend {', '.join(map(str, left))} does not end")
        time.sleep(0.2)


def _is_pooled(opening: dict) -> bool:
    """While one connection does nothing, a pooler gives its server's process to the next one."""
    if not opening:
        return False
    with closing(_another(opening)) as first, closing(_another(opening)) as second:
        return _backend(first) == _backend(second)


def _another(opening: dict):
    connection = opening["dialect"].connect(*opening["arguments"], **opening["settings"])
    connection.autocommit = True
    return connection


def _backend(connection) -> int:
    with closing(connection.cursor()) as cursor:
        return one(cursor, "select pg_backend_pid()")[0]
