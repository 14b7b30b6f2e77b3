"""Runs the W3C feed validator, in a process of its own, over documents; it is no part of this project.

    python bench/feeds/w3c.py FOLDER LIST

FOLDER holds the package `feedvalidator` (of github.com/w3c/feedvalidator: `src`); html5lib and lxml must be installed.
LIST is a JSON file: [[address, path of the document], …]. Prints one JSON object: errors and warnings → how often.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path


def main(folder: str, listed: str) -> None:
    """Validate."""
    sys.path.insert(0, folder)
    import feedvalidator
    from feedvalidator.logging import Error, Warning

    found: Counter[str] = Counter()
    for address, path in json.loads(Path(listed).read_text()):
        told = feedvalidator.validateString(Path(path).read_bytes(), base=address)
        if told.get("feedType") is None:
            found["error: no feed"] += 1
        for event in told["loggedEvents"]:
            if isinstance(event, Error | Warning):
                kind = "error" if isinstance(event, Error) else "warning"
                found[f"{kind} {type(event).__name__} in {event.params.get('parent')}"] += 1
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
