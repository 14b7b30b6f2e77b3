"""The language of searches: words, "phrases", -not, OR. Pure.

Words stand together by AND; OR divides what stands on its two sides: `a b OR c` is (a and b) or c, as in
PostgreSQL's websearch_to_tsquery. Whatever has no meaning (a lone quote, OR at an end) is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kitewire.errors import BadQueryError
from storage.tokens import tokens

_PART = re.compile(r'(?P<minus>-)?"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')
_QUOTES = str.maketrans("“”„«»＂「」", '"' * 8)
MOST_TERMS = 64


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that must stand one after another; the last stands for all tokens it begins where `prefix`."""

    tokens: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Terms that must all be there, and terms that must not."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Groups, one of which an article must satisfy."""

    groups: tuple[Group, ...]

    @property
    def wanted(self) -> tuple[Term, ...]:
        """Every term that may make an article match, once."""
        return tuple(dict.fromkeys(term for group in self.groups for term in group.wanted))


def read_query(text: str) -> SearchQuery:
    """What `text` asks for. Raises `BadQueryError` where it names nothing that could be looked for."""
    groups: list[tuple[list[Term], list[Term]]] = [([], [])]
    negate = False
    for part in _PART.finditer(text.translate(_QUOTES)):
        word = part["word"]
        if word == "OR":
            groups.append(([], []))
        elif word == "NOT":
            negate = True
        elif word != "AND":
            term = _term(part["phrase"] if word is None else word)
            minus = negate or bool(part["minus"]) or (word or "").startswith("-")
            negate = False
            if term is not None:
                groups[-1][1 if minus else 0].append(term)
    return _checked(groups)


def _checked(groups: list[tuple[list[Term], list[Term]]]) -> SearchQuery:
    filled = [Group(tuple(wanted), tuple(unwanted)) for wanted, unwanted in groups if wanted or unwanted]
    if not filled:
        raise BadQueryError("the search holds no word: give at least one letter, digit or character")
    if not all(group.wanted for group in filled):
        raise BadQueryError("the search only says what not to find: add a word to look for")
    if sum(len(group.wanted) + len(group.unwanted) for group in filled) > MOST_TERMS:
        raise BadQueryError(f"the search has more than {MOST_TERMS} words: shorten it")
    return SearchQuery(tuple(filled))


def _term(text: str) -> Term | None:
    """The term for one word or phrase.

    Its last run of CJK may go on in the text found, so the token of the run's last character alone is left out;
    where the run is no longer than that, it is the beginning of whatever token is there.
    """
    found = list(tokens(text))
    if not found:
        return None
    words = tuple(token.text for token in found)
    if not found[-1].lone:
        return Term(words)
    if len(found) > 1 and found[-2].end == found[-1].end:
        return Term(words[:-1])
    return Term(words, prefix=True)
