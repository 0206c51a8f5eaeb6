"""Heads, and the steps between what the database holds and what a release bears."""

from __future__ import annotations

from alembic.script import Script, ScriptDirectory
from alembic.util.exc import CommandError

from .folder import open_folder
from .offline import printed
from .problem import Problem
from .source import function_of, read_source


def heads(request: dict) -> dict[str, object]:
    """`folder` → heads, every revision's parents, and the hash of its file."""
    _, script = open_folder(request["folder"])
    revisions = [
        {"revision": each.revision, "parents": list(each._versioned_down_revisions), "hash": read_source(each.path)[2]}
        for each in script.walk_revisions()
    ]
    return {"heads": sorted(script.get_heads()), "revisions": revisions}


def steps(request: dict) -> dict[str, object]:
    """`folder`, `current`, `target` (revisions) → the steps `down`, then the steps `up`, each in the order in which it is run."""
    _, script = open_folder(request["folder"])
    current, target = _known(script, request["current"]), _known(script, request["target"])
    held, wanted = _closure(script, current), _closure(script, target)
    down = [each for each in held if each not in wanted]
    up = [each for each in reversed(wanted) if each not in held]
    return {
        "heads": sorted(script.get_heads()),
        "down": [_shown(script.get_revision(each)) for each in down],
        "up": [_shown(script.get_revision(each)) for each in up],
    }


def _known(script: ScriptDirectory, revisions: list[str]) -> list[str]:
    unknown = [each for each in revisions if not _is_known(script, each)]
    if unknown:
        names = ", ".join(unknown)
        raise Problem("unknown-revision", f"the folder does not know revision {names}", tuple(unknown))
    return revisions


def _is_known(script: ScriptDirectory, revision: str) -> bool:
    """By its whole name: Alembic itself takes an unambiguous beginning."""
    try:
        found = script.get_revision(revision)
    except CommandError:
        return False
    return found is not None and found.revision == revision


def _closure(script: ScriptDirectory, revisions: list[str]) -> list[str]:
    """Children before parents."""
    if not revisions:
        return []
    return [each.revision for each in script.iterate_revisions(tuple(revisions), "base")]


def _shown(step: Script) -> dict[str, object]:
    text, tree, digest = read_source(step.path)
    both = {
        name: {**(function_of(text, tree, name) or {}), **printed(step.module, name, step.path, tree)}
        for name in ("downgrade", "upgrade")
        if hasattr(step.module, name)
    }
    return {
        "revision": step.revision,
        "parents": list(step._versioned_down_revisions),
        "says": (step.doc or "").splitlines()[0] if step.doc else "",
        "file": _relative(step.path),
        "hash": digest,
        **both,
    }


def _relative(path: str) -> str:
    from os.path import relpath

    return relpath(path)
