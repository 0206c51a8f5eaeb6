"""What a person can mend, with a kind for programs and a sentence for people; and whatever else went wrong, in its own words."""

from __future__ import annotations


class Problem(Exception):
    """`kind` is one of the words in ../README.md; `about` names revisions or files."""

    def __init__(self, kind: str, says: str, about: tuple[str, ...] = ()) -> None:
        super().__init__(says)
        self.kind = kind
        self.says = says
        self.about = about

    def as_json(self) -> dict[str, object]:
        return {"kind": self.kind, "says": self.says, "about": list(self.about)}


def ended(work) -> dict[str, object]:
    """What `work` came to: an answer, a problem, or what the project's code or PostgreSQL said, with `sqlstate` where it was PostgreSQL."""
    try:
        return {"answer": work()}
    except Problem as problem:
        return {"problem": problem.as_json()}
    except BaseException as error:  # noqa: BLE001 repository code may raise anything; its words are the answer
        return {"failed": _failed(error)}


def _failed(error: BaseException) -> dict[str, object]:
    cause = getattr(error, "orig", None) or error
    return {
        "type": type(cause).__name__,
        "says": str(cause).splitlines()[0][:500] if str(cause) else type(cause).__name__,
        "sqlstate": getattr(cause, "sqlstate", None),
    }
