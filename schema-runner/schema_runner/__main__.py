"""One request as JSON on the standard input, answers as lines of JSON on the standard output. What the project's code prints goes to the standard error."""

from __future__ import annotations

import json
import os
import sys

from .problem import Problem, ended


def main() -> int:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(line: dict) -> None:
        answers.write(json.dumps(line) + "\n")
        answers.flush()

    end = ended(lambda: _answer(json.load(sys.stdin), tell))
    tell(end)
    return 0 if "answer" in end else 3 if "problem" in end else 1


def _answer(request: dict, tell) -> dict[str, object]:
    from . import describe, move, packed

    match request["command"]:
        case "heads":
            return describe.heads(request)
        case "steps":
            return describe.steps(request)
        case "move":
            return move.move(request, tell)
        case "packed":
            return packed.packed(request)
        case other:
            raise Problem("unknown-command", f"{other} is none of heads, steps, move, packed")


if __name__ == "__main__":
    sys.exit(main())
