"""The pages that crawls have kept, for exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kitewire.archive_view import ArticleView
from kitewire.settings import Settings

Pages = Callable[[Iterable[ArticleView]], Iterator[bytes]]


def kept_pages(loaded: Settings, folder: Path | None = None) -> Pages | None:
    """What gives the pages of articles out of `folder`, or of the one that the settings name; None: there is none."""
    place = folder or (Path(loaded.archive) if loaded.archive else None)

    def pages(articles: Iterable[ArticleView]) -> Iterator[bytes]:
        from crawler.warc_out import address_key, chosen_records

        assert place is not None
        wanted = {address_key(url) for one in articles for url in (one.url, one.canonical_url) if url}
        return chosen_records(place, wanted)

    return pages if place else None
