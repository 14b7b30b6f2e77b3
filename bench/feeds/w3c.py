"""Runs the W3C feed validator, in a process of its own, over documents; it is no part of this project.

    python bench/feeds/w3c.py FOLDER < LIST

FOLDER holds the package `feedvalidator` (of github.com/w3c/feedvalidator: `src`); html5lib and lxml must be installed.
LIST has a line of JSON a document: [address, Content-Type, path]. Prints a line of JSON for each as soon as it is
done: [address, {error or warning: how often}].
"""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any


def _join_once(element: Any) -> None:
    """Let elements join their text when it is asked for.

    The validator gets a text in pieces, one at each `&` and line break, and copies all that it has with each: a
    megabyte takes it an hour. It still looks at each piece as it comes, by its own rules.
    """
    look_at = element.characters

    def characters(self: Any, piece: str) -> None:
        before, self._pieces = self._pieces, [""]
        look_at(self, piece)
        before += self._pieces
        self._pieces = before

    element.characters = characters
    element.value = property(_joined, _begin_with)


def _joined(self: Any) -> Any:
    if len(self._pieces) > 1:
        self._pieces = ["".join(self._pieces)]
    return self._pieces[0]


def _begin_with(self: Any, value: str) -> None:
    self._pieces = [value]


def main(folder: str) -> None:
    """Validate."""
    sys.path.insert(0, folder)
    import feedvalidator
    from feedvalidator.base import validatorBase
    from feedvalidator.logging import Error, Warning

    _join_once(validatorBase)
    # The service refuses to read more, which says nothing of what it would find.
    feedvalidator.MAXDATALENGTH = sys.maxsize
    for line in sys.stdin:
        address, media_type, path = json.loads(line)
        document = io.BytesIO(Path(path).read_bytes())
        told = feedvalidator.validateStream(document, contentType=media_type, base=address)
        found: Counter[str] = Counter()
        if told.get("feedType") is None:
            found["error: no feed"] += 1
        for event in told["loggedEvents"]:
            if isinstance(event, Error | Warning):
                kind = "error" if isinstance(event, Error) else "warning"
                found[f"{kind} {type(event).__name__} in {event.params.get('parent')}"] += 1
        print(json.dumps([address, found]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
