"""What a person can mend, with a kind for programs and a sentence for people."""

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
