"""Marks by hand which blocks of a page are its body, for `fit.py` to learn from (docs/extraction.md tells what counts).

    python bench/extraction/mark.py outline SET [PAGE …]    # the blocks, numbered, to read and mark
    python bench/extraction/mark.py keep SET MARKS.json     # {"page": "4-17,?19,23-30"}; ? for doubtful ones

A page whose marks are `skip` is no single article and is not learned from. Sets: trafi990, gne67, related.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from development import TOP, pages_of, view_again
from hand_labels import KEPT, marked_pages, print_of

from extraction.rows import native_rows
from extraction.view import PageView


def numbers_of(written: str) -> tuple[set[int], set[int]]:
    """The body's blocks and the doubtful ones, from `4-17,?19,23-30`."""
    body, doubtful = set(), set()
    for part in filter(None, (part.strip() for part in written.split(","))):
        first, _, last = part.lstrip("?").partition("-")
        (doubtful if part.startswith("?") else body).update(range(int(first), int(last or first) + 1))
    return body - doubtful, doubtful


def blocks_of(page):
    """The blocks that can be marked: those with a row."""
    view = view_again(page)
    if not isinstance(view, PageView) or not view.blocks:
        return []
    return [block for block, row in zip(view.blocks, native_rows(view), strict=True) if row is not None]


def outline(shared: Path, name: str, wanted: list[str]) -> None:
    for page in pages_of(shared, name):
        if not wanted or page["id"] in wanted:
            print(f"\n=== {page['id']}  {page['truth']['url'] or ''}")
            for block in blocks_of(page):
                print(f"{block.index} <{block.element.tag}> {block.chars}: {block.text[:100]}")


def keep(shared: Path, name: str, marks: dict[str, str]) -> None:
    """Keeps the marks of these pages in place of those they had; doubtful is what is marked both ways."""
    kept = marked_pages() if KEPT.exists() else {}
    own = kept.setdefault(name, {})
    for page in pages_of(shared, name):
        written = marks.get(page["id"], "skip")
        if written != "skip":
            numbers, blocks = numbers_of(written), blocks_of(page)
            body, doubtful = ({print_of(b.text) for b in blocks if b.index in chosen} for chosen in numbers)
            own[page["id"]] = " ".join(sorted(body - doubtful)) + "|" + " ".join(sorted(doubtful))
    KEPT.write_text(json.dumps(kept, indent=0, sort_keys=True) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=TOP.parent / "shared")
    orders = parser.add_subparsers(dest="order", required=True)
    showing = orders.add_parser("outline")
    showing.add_argument("set")
    showing.add_argument("pages", nargs="*")
    keeping = orders.add_parser("keep")
    keeping.add_argument("set")
    keeping.add_argument("marks", type=Path)
    args = parser.parse_args()
    if args.order == "outline":
        outline(args.shared, args.set, args.pages)
    else:
        keep(args.shared, args.set, json.loads(args.marks.read_text("utf-8")))


if __name__ == "__main__":
    main()
