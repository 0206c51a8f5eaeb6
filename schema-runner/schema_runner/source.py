"""What stands in a migration file: where its functions are, whether they do anything, and its hash."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path


def read_source(file: str) -> tuple[str, ast.Module, str]:
    """Text, syntax tree, SHA-256 in hex."""
    content = Path(file).read_bytes()
    text = content.decode("utf-8", errors="replace")
    return text, ast.parse(text), hashlib.sha256(content).hexdigest()


def function_of(text: str, tree: ast.Module, name: str) -> dict[str, object] | None:
    found = next((each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == name), None)
    if found is None:
        return None
    return {
        "line": found.lineno,
        "source": ast.get_source_segment(text, found) or "",
        "isEmpty": all(_does_nothing(each) for each in found.body),
    }


def raises_at(tree: ast.Module, line: int) -> bool:
    """Whether a `raise` statement covers the line."""
    return any(
        isinstance(each, ast.Raise) and each.lineno <= line <= (each.end_lineno or each.lineno)
        for each in ast.walk(tree)
    )


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Return):
        return statement.value is None or isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
