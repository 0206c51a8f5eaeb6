"""This program and one request for it as the text that `python -c` takes: a task's image need not have anything of it."""

from __future__ import annotations

import ast
import base64
import json
import re
import zlib
from pathlib import Path

from .problem import Problem

_needs = {
    "look": ("problem", "folder", "connection", "visit", "task"),
    "move": ("problem", "folder", "connection", "move", "task"),
}
_runs = {"look": "visit", "move": "move"}

# Modules are made in their order, so that each finds what it imports; nothing is written to the image's file system.
_start = """import base64,json,sys,types,zlib
o=json.loads(zlib.decompress(base64.b85decode('{packed}')))
for n,s in o['program']:
 m=types.ModuleType(n);m.__package__='schema_runner';m.__path__=[];sys.modules[n]=m;exec(compile(s,n,'exec'),m.__dict__)
r=o['request'];c=r['command'];sys.modules['schema_runner.task'].run(getattr(sys.modules['schema_runner.'+o['runs']],c),sys.argv[1],r)"""


def packed(request: dict) -> dict[str, object]:
    """`of`: the request that the task is to answer → `code`. It is given one argument, the key of its answers."""
    command = request["of"]["command"]
    if command not in _needs:
        raise Problem("unknown-command", f"{command} is none of {', '.join(_needs)}")
    modules = [("schema_runner", ""), *((f"schema_runner.{each}", _short(each)) for each in _needs[command])]
    whole = json.dumps({"program": modules, "runs": _runs[command], "request": request["of"]}, separators=(",", ":"))
    return {"code": _start.format(packed=base64.b85encode(zlib.compress(whole.encode(), 9)).decode())}


def _short(module: str) -> str:
    """The same code without what is for readers."""
    tree = _Bare().visit(ast.parse((Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")))
    lines = ast.unparse(ast.fix_missing_locations(tree)).splitlines()
    return "\n".join(re.sub("^ +", lambda found: " " * (len(found[0]) // 4), each) for each in lines if each)


class _Bare(ast.NodeTransformer):
    """Without docstrings and annotations."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        return ast.Assign(targets=[node.target], value=node.value) if node.value else ast.Pass()

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        return None if node.module == "__future__" else node
