"""What a page's title speaks of, and where on the page it is spoken of: other stories' texts and notices do not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.blocks import Block
from extraction.native import part_in_c
from extraction.structured import squeezed
from extraction.view import PageView

_texts = part_in_c("_texts")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_LATIN = re.compile(r"[^\W\d_]{4,}")
_MOST_WORDS = 20


class Topic:
    """The words of the page's title among its blocks."""

    def __init__(self, view: PageView, lower: Sequence[str]) -> None:
        """`lower` holds the texts of the view's blocks in lower case; empty ones are not looked at."""
        titles = [t for t in (view.meta("og:title"), view.head_title) if t]
        self._titles = [squeezed(t) for t in titles]
        self.lower = " ".join(titles).lower()
        """The titles in lower case."""
        words = title_words(titles[0]) if titles else []
        self.words = float(len(words))
        self.masks = _masks(lower, words) if _texts is None else _texts.word_masks(list(lower), words)
        """Of each block: a bit for each of the title's words that it shows."""

    def headline(self, blocks: Sequence[Block], tags: Sequence[str]) -> int:
        """The index of the block that begins the page's title, headings first; the first h1 else, -1 for none."""
        best, index = 0, tags.index("h1") if "h1" in tags else -1
        for i, block in enumerate(blocks):
            text = block.text
            if 5 <= len(text) < 250 and text[:8].lower() in self.lower:
                rank = 3 if tags[i] == "h1" else 2 if tags[i] in ("h2", "h3") else 1
                if (rank > best or (rank == best > 1)) and self.begins(text):
                    best, index = rank, i
        return index

    def begins(self, text: str) -> bool:
        """Whether a text begins one of the titles."""
        key = squeezed(text)
        return len(key) >= 5 and any(title.startswith(key) for title in self._titles)


def title_words(title: str) -> list[str]:
    """What a title speaks of, in lower case: words of four letters and more, pairs of ideographs; 20 at most."""
    low = title.lower()
    words = [w for w in _LATIN.findall(low) if not _HAN.search(w)]
    pairs = [m[0][k : k + 2] for m in _HAN.finditer(low) for k in range(len(m[0]) - 1)]
    return list(dict.fromkeys([*words, *pairs]))[:_MOST_WORDS]


def _masks(texts: Sequence[str], words: Sequence[str]) -> list[int]:
    return [sum(1 << k for k, word in enumerate(words) if word in text) for text in texts]
