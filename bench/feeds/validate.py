"""Every kind of feed of any archive, checked: `python -m bench.feeds.validate DATABASE_URL --validator FOLDER`.

Feeds are fetched from the application as a reader does it, each page from the address that the one before names, and
each archive document too. They are read back with lxml, json and feedparser: what is read must be what is stored. With
`--validator` (see `bench/feeds/w3c.py`) the W3C feed validator looks at every document of RSS, Atom and OPML. Nothing
is written to the archive. Prints a line for each kind of list, and ends with 1 where anything was found.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, groupby
from pathlib import Path
from urllib.parse import quote, urlencode

from starlette.testclient import TestClient

from bench.feeds.round_trip import READ, differences
from bench.feeds.validator import validate
from bench.feeds.walking import ENDINGS, Document, archives, fetched, pages
from feeds import entry
from feeds.parameters import read_parameters
from feeds.web import create_app
from kitewire.archive_view import ArticleView
from kitewire.settings import Settings
from storage import Database, open_database

BASE = "http://127.0.0.1:8970"
LISTS = ("/feeds.opml", "/sources.opml")
_OF_LISTS = "warning UnknownNamespace in None"
"""The validator warns of every namespace that it does not know, and there is none for what OPML has no word for."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of articles that has feeds."""

    kind: str
    path: str
    """Of its feeds, without ending."""
    parameters: Mapping[str, str]
    """Of its address."""
    stored: Sequence[ArticleView]
    """What it must hold, in its order."""

    def address(self, ending: str, limit: int) -> str:
        """Of its newest page."""
        return f"{BASE}{self.path}.{ending}?{urlencode({**self.parameters, 'limit': str(limit)})}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A feed of one format, to its end."""

    documents: Sequence[Document]
    wrong: Sequence[str]


def client_of(database: Database, hub: str = "") -> TestClient:
    """Asks the application over `database`, as anybody."""
    settings = Settings(KITEWIRE_OPEN_READ="all", KITEWIRE_WEBSUB_HUBS=hub)
    return TestClient(create_app(database, settings), base_url=BASE)


def check(client: TestClient, listed: Listed, ending: str, limit: int) -> Checked:
    """All pages and archive documents of a feed, and where they do not say what is stored."""
    address = listed.address(ending, limit)
    full = listed.parameters.get("content") != "summary"
    documents, wrong, seen = [], [], 0
    for document in pages(client, address):
        wrong += differences(document.content, ending, listed.stored[seen : seen + limit], full)
        documents.append(document)
        seen += limit
    if seen < len(listed.stored):
        wrong.append(f"{len(listed.stored) - seen} articles are on no page")
    kept = {entry.entry_id(article): article for article in listed.stored}
    for document in archives(client, address):
        ids = [told["id"] for told in READ[ending](document.content)]
        wrong += differences(document.content, ending, [kept.pop(one) for one in ids], full)
        documents.append(document)
    if documents[0].address != documents[-1].address and "archive=" in documents[-1].address and kept:
        wrong.append(f"{len(kept)} articles are in no archive document")
    return Checked(documents, [f"{address}: {one}" for one in wrong])


def lists_of(database: Database, each: int) -> Iterator[Listed]:
    """All kinds of lists that an archive has: at most `each` of a kind that has many."""

    def listed(kind: str, path: str, fixed: Mapping[str, str], asked: Mapping[str, str]) -> Listed:
        query = read_parameters(**fixed, **asked).query(Settings().zone, None, fold=True)
        stored = database.articles.find(replace(query, latest_first=True, with_related=True))
        return Listed(kind, path, asked, stored)

    yield listed("all", "/articles", {}, {"reprints": "all"})
    yield listed("folded", "/articles", {}, {})
    yield listed("summary", "/articles", {}, {"content": "summary"})
    for words in _words(database, each):
        yield listed("search", "/search", {}, {"q": words})
        yield listed("search", "/articles", {}, {"q": words, "reprints": "all", "content": "summary"})
    sources = database.sources.all()
    for lang in sorted({source.lang for source in sources if source.lang}):
        yield listed("language", "/articles", {}, {"lang": lang, "since": "2000-01"})
    for source in sources[:each]:
        yield listed("source", f"/sources/{quote(source.name, safe='')}", {"source": source.name}, {})
    for region in sorted({source.region for source in sources if source.region})[:each]:
        yield listed("region", f"/regions/{quote(region, safe='')}", {"region": region}, {})
    for story in database.stories.recent(each):
        yield listed("story", f"/stories/{story.id}", {"story": str(story.id)}, {})
    for saved in database.saved_feeds.all()[:each]:
        yield listed("saved", f"/feeds/{quote(saved.name, safe='')}", saved.parameters, {})


def _words(database: Database, number: int) -> list[str]:
    """The beginnings of headlines: as words, and as a phrase."""
    articles = database.articles.find(read_parameters(limit=5 * number).query(Settings().zone, None))
    heads = [head for article in articles if (head := "".join(filter(_is_plain, article.title)).strip())]
    return list(dict.fromkeys([head[:2] for head in heads[::10]] + [f'"{head[:8].strip()}"' for head in heads[5::10]]))


def _is_plain(letter: str) -> bool:
    return letter.isalnum() or letter == " "


def check_feeds(
    client: TestClient, lists: Iterable[Listed], limit: int, validator: Path | None, more: Sequence[Document] = ()
) -> bool:
    """Check the feeds of lists in every format, and `more` documents by the validator; prints. Whether all is well."""
    documents, wrong = list(more), 0
    for kind, members in groupby(lists, lambda listed: listed.kind):
        begin, counts = time.perf_counter(), Counter[str]()
        for listed in members:
            for ending in ENDINGS:
                checked = check(client, listed, ending, limit)
                documents += checked.documents
                counts.update(feeds=1, documents=len(checked.documents), differences=len(checked.wrong))
                for one in checked.wrong[:20]:
                    print(one)
                if len(checked.documents) > 9:
                    _tell(f"{listed.path}.{ending}: {len(checked.documents)}, {time.perf_counter() - begin:.0f} s")
        wrong += counts["differences"]
        told = ", ".join(f"{counts[name]} {name}" for name in ("feeds", "documents", "differences"))
        print(f"{kind:9} {told} ({time.perf_counter() - begin:.0f} s)", flush=True)
    return _validated(validator, documents) and not wrong if validator else not wrong


def _validated(validator: Path, documents: Sequence[Document]) -> bool:
    xml = [document for document in documents if "json" not in document.media_type]
    size = sum(len(document.content) for document in xml) / 1e6
    print(f"{len(xml)} documents for the W3C validator, {size:.0f} MB", flush=True)
    begin, done = time.perf_counter(), count(1)

    def tell() -> None:
        number = next(done)
        if number % 50 == 0:
            _tell(f"{number} of {len(xml)} documents, {time.perf_counter() - begin:.0f} s")

    found = validate(validator, xml, tell)
    kinds: Counter[str] = Counter()
    for address, events in found.items():
        if ".opml" in address:
            events.pop(_OF_LISTS, None)
        kinds.update(events)
        if events:
            print(f"{address}: {events}")
    print(f"W3C: {dict(kinds) or 'nothing'} in {len(found)} documents ({time.perf_counter() - begin:.0f} s)")
    return not kinds and len(found) == len({document.address for document in xml})


def _tell(progress: str) -> None:
    print(f"  {progress}", file=sys.stderr, flush=True)


def main() -> int:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", help="address of an archive, sqlite:///FILE or postgresql://…")
    parser.add_argument("--validator", type=Path, help="folder that holds the package feedvalidator")
    parser.add_argument("--limit", type=int, default=50, help="articles a page")
    parser.add_argument("--each", type=int, default=50, help="at most so many sources, regions, stories and so on")
    asked = parser.parse_args()
    with open_database(asked.database) as database:
        client = client_of(database)
        more = [fetched(client, BASE + path) for path in LISTS]
        return 0 if check_feeds(client, lists_of(database, asked.each), asked.limit, asked.validator, more) else 1


if __name__ == "__main__":
    sys.exit(main())
