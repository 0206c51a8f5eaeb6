"""One request as JSON on the standard input, answers as lines of JSON on the standard output. What the project's code prints goes to the standard error."""

from __future__ import annotations

import json
import os
import sys

from .problem import Problem


def main() -> int:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(line: dict) -> None:
        answers.write(json.dumps(line) + "\n")
        answers.flush()

    try:
        tell({"answer": _answer(json.load(sys.stdin), tell)})
        return 0
    except Problem as problem:
        tell({"problem": problem.as_json()})
        return 3
    except BaseException as error:  # noqa: BLE001 repository code may raise anything; its words are the answer
        tell({"failed": _as_json(error)})
        return 1


def _answer(request: dict, tell) -> dict[str, object]:
    from . import describe, move

    match request["command"]:
        case "heads":
            return describe.heads(request)
        case "steps":
            return describe.steps(request)
        case "move":
            return move.move(request, tell)
        case other:
            raise Problem("unknown-command", f"{other} is none of heads, steps, move")


def _as_json(error: BaseException) -> dict[str, object]:
    """`sqlstate` where PostgreSQL said no."""
    cause = getattr(error, "orig", None) or error
    return {
        "type": type(cause).__name__,
        "says": str(cause).splitlines()[0][:500] if str(cause) else type(cause).__name__,
        "sqlstate": getattr(cause, "sqlstate", None),
    }


if __name__ == "__main__":
    sys.exit(main())
