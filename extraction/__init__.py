"""Pure reading: bytes of a page to an `ArticlePage` or a `ListPage`. No network, database or clock."""

from extraction.hints import Hints
from extraction.joining import join_pages
from extraction.listing import ListPage, read_list
from extraction.page import extract

__all__ = ["Hints", "ListPage", "extract", "join_pages", "read_list"]
