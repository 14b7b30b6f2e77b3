"""The development pages as the block scorer learns from them: the rows of their blocks, labels and weights.

Labels come from whole bodies (magic-dev, fundus258), from marks made by hand (`hand_labels.py`: trafi990, gne67 and the
pages of the related lists), and from snippets where a page of trafi990 has no marks.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP), str(TOP / "bench" / "extraction")]

from hand_labels import labels_by_hand, letters, marked_pages  # noqa: E402
from sets import SETS, truth_of  # noqa: E402

from extraction.features import weight_of  # noqa: E402
from extraction.page import view_of  # noqa: E402
from extraction.rows import native_rows  # noqa: E402
from extraction.view import PageView  # noqa: E402

# Sets without a truth for bodies, of which there are marks.
MARKED_ONLY = ("gne67", "related")
# How much a block counts: magic-dev has few pages, but whole texts of every kind; a snippet stands for its text.
COUNTS = {"magic-dev": 2.0}
SNIPPET = 5.0
# `example.com.cn` is a site, `com.cn` none.
_SECOND_LEVEL = frozenset("co com org net gov edu ac or ne gob go".split())
_LINKED_HOST = re.compile(rb"""href=["']?https?://([\w.-]+)""")


def load(shared):
    """The pages with the rows of their blocks (None where a block has none), labels and weights."""
    marked, pages = marked_pages(), []
    for name in (*SETS, *MARKED_ONLY):
        for page in pages_of(shared, name):
            marks = marked.get(name, {}).get(page["id"])
            if name in MARKED_ONLY and marks is None:
                continue
            page |= {"rows": [], "labels": [], "weights": [], "marked": False, "void": False}
            view = view_again(page)
            if isinstance(view, PageView) and view.blocks:
                page |= labelled(view, page["truth"], marks, COUNTS.get(name, 1.0))
            pages.append(page)
    return pages


def pages_of(shared, name):
    """Each page of a set: `id`, `set`, `truth`, `path`, `site`."""
    folder = shared / "data" / ("related/pages" if name == "related" else f"extraction/{name}")
    for page_id, truth in truths_of(shared, name).items():
        path = folder / truth["html"]
        site = site_of(truth["url"], "") if truth["url"] else site_by_links(path) or page_id
        yield {"id": page_id, "set": name, "truth": truth, "path": path, "site": site}


def truths_of(shared, name):
    """Page → its truth; the pages of the related lists have an address and a file alone."""
    if name != "related":
        return truth_of(shared, name)
    pages = json.loads((shared / "data" / "related" / "truth.json").read_text("utf-8"))
    return {page["id"]: {"url": page["url"], "html": page["id"] + ".html.gz"} for page in pages}


def view_again(page):
    """The page's view as production has it; a finished record where it has none."""
    return view_of(gzip.decompress(page["path"].read_bytes()), page["truth"]["url"] or "")


def labelled(view, truth, marks, base):
    """Rows, labels (1 body, 0 not, None in between) and weights of a page's blocks."""
    rows, blocks = native_rows(view), view.blocks
    by_hand = labels_by_hand(blocks, marks) if marks else None
    told = labels_by_snippets(blocks, truth) if truth.get("with") else [None] * len(blocks)
    if by_hand:
        labels = keep_one_copy(blocks, by_hand)
    else:
        labels = told if truth.get("with") else labels_by_body(blocks, truth.get("body") or "")
    labels = [own if snippet is None else snippet for own, snippet in zip(labels, told, strict=True)]
    return {
        "marked": 1 in (by_hand or ()),
        "void": marks is not None and by_hand is None,
        "rows": rows,
        "labels": [label if row is not None else None for label, row in zip(labels, rows, strict=True)],
        "weights": [
            base * (1.0 if snippet is None else SNIPPET) * min(weight_of(block.text), 300) ** 0.5 / 10
            for block, snippet in zip(blocks, told, strict=True)
        ],
    }


def grams(text):
    return Counter(text[i : i + 4] for i in range(max(1, len(text) - 3))) if text else Counter()


def labels_by_body(blocks, body):
    """1 where a block's 4-grams stand in the true body, 0 where not, None in between."""
    truth, lines = set(grams(letters(body))), {letters(line) for line in body.split("\n")}
    whole = letters(body)
    result = []
    for block in blocks:
        text = letters(block.text)
        if not text:
            result.append(None)
        elif len(text) < 12:
            result.append(1 if text in lines else None if len(text) < 4 and text in whole else 0)
        else:
            mine = grams(text)
            share = sum(n for g, n in mine.items() if g in truth) / sum(mine.values())
            result.append(1 if share > 0.9 else 0 if share < 0.6 else None)
    return keep_one_copy(blocks, result)


def keep_one_copy(blocks, labels):
    """Of several copies of a text only the one with the most positive neighbours is the body's."""
    places = {}
    for i, block in enumerate(blocks):
        if labels[i] == 1:
            places.setdefault(block.text, []).append(i)
    for copies in places.values():
        if len(copies) > 1:
            near = [sum(labels[j] == 1 for j in range(max(0, i - 3), min(len(labels), i + 4))) for i in copies]
            best = copies[near.index(max(near))]
            for i in copies:
                if i != best:
                    labels[i] = 0
    return labels


def labels_by_snippets(blocks, page):
    """1 where a block holds a wanted snippet, 0 where it holds an unwanted one."""
    wanted = [" ".join(s.split()) for s in page["with"]]
    unwanted = [" ".join(s.split()) for s in page["without"]]
    result = []
    for block in blocks:
        yes, no = any(s in block.text for s in wanted), any(s in block.text for s in unwanted)
        result.append(None if yes == no else int(yes))
    return result


def site_of(url, page_id):
    """The registrable domain; the page itself where it has no address."""
    parts = (urlsplit(url or "").hostname or page_id).split(".")
    second = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND_LEVEL
    return ".".join(parts[-3 if second else -2 :])


def site_by_links(path: Path):
    """The site to which most of a page's links lead; nothing for a page without any."""
    hosts = Counter(_LINKED_HOST.findall(gzip.decompress(path.read_bytes())))
    return site_of("https://" + hosts.most_common(1)[0][0].decode(), "") if hosts else None
