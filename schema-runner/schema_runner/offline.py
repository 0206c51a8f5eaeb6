"""The SQL of one step, printed without a database."""

from __future__ import annotations

import ast
import io
import traceback

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from .source import raises_at


def printed(module, name: str, file: str, tree: ast.Module) -> dict[str, object]:
    """`sql`: statements in their order, or `stopped`: where and why it cannot be printed.

    `stopped.why`: `raises` (the file itself says that it cannot be undone), `no-such-operation`, or `needs-database`.
    """
    output = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": output, "literal_binds": True}
    )
    try:
        with Operations.context(context):
            getattr(module, name)()
    except BaseException as error:  # noqa: BLE001 repository code may raise anything
        return {"sql": _statements(output.getvalue()), "stopped": _stopped(error, file, tree)}
    return {"sql": _statements(output.getvalue())}


def _stopped(error: BaseException, file: str, tree: ast.Module) -> dict[str, object]:
    frames = [each for each in traceback.extract_tb(error.__traceback__) if each.filename == file]
    line = frames[-1].lineno if frames else None
    return {"why": _why(error, line, tree), "line": line, "says": f"{type(error).__name__}: {error}"[:300]}


def _why(error: BaseException, line: int | None, tree: ast.Module) -> str:
    if isinstance(error, NotImplementedError) or (line is not None and raises_at(tree, line)):
        return "raises"
    if isinstance(error, AttributeError) and "alembic.op" in str(error):
        return "no-such-operation"
    return "needs-database"


def _statements(text: str) -> list[str]:
    """Alembic ends each with a semicolon and an empty line."""
    return [each.strip().removesuffix(";") for each in text.split(";\n\n") if each.strip()]
