"""Pure reading: bytes of a page to an `ArticlePage`."""

from extraction.hints import Hints
from extraction.joining import join_pages

__all__ = ["Hints", "join_pages"]
