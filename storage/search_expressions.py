"""A search as the full-text languages of SQLite (FTS5) and PostgreSQL (tsquery) say it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from storage.search_query import All, Either, Field, Mark, MarkKind, Node, Tags, Term, terms_of

MARK = "\ue002"
"""Begins the token of a mark: a character that stands in no word."""
_FIELD_MARKS = {Field.TEXT: "", Field.TITLE: "\ue003", Field.BY: "\ue004"}
"""PostgreSQL: what begins the words of a title and of bylines where they stand for themselves."""
_COLUMNS = {Field.TEXT: "", Field.TITLE: "title : ", Field.BY: "names : "}
NOTHING = "0"


def tag(kind: MarkKind, value: str) -> str:
    """The token of a source's number or a language."""
    return MARK + kind[0] + "".join(one for one in value.lower() if one.isalnum())


def tag_tokens(tags: Tags) -> tuple[str, ...]:
    """The tokens of `tags`; for no value one that no article has."""
    return tuple(tag(tags.kind, value) for value in tags.values or (NOTHING,))


def field_token(place: Field, token: str) -> str:
    """PostgreSQL: `token` where it stands in the title, or in a byline."""
    return _FIELD_MARKS[place] + token


def settle(node: Node, tags: Callable[[Mark], Tags]) -> Node:
    """The tree with `tags` of each mark in its place."""
    if isinstance(node, Mark):
        return tags(node)
    if isinstance(node, All):
        return All(tuple(settle(one, tags) for one in node.wanted), tuple(settle(one, tags) for one in node.unwanted))
    return Either(tuple(settle(one, tags) for one in node.parts)) if isinstance(node, Either) else node


def in_title(node: Node) -> Node:
    """The same search with the title as the only text to look into."""
    if isinstance(node, Term):
        return replace(node, field=Field.TITLE) if node.field is Field.TEXT else node
    if isinstance(node, All):
        return All(tuple(map(in_title, node.wanted)), node.unwanted)
    return Either(tuple(map(in_title, node.parts))) if isinstance(node, Either) else node


def fts5_expression(node: Node) -> str:
    """The search in the language of SQLite's FTS5."""
    if isinstance(node, Term):
        return f'{_COLUMNS[node.field]}"{" ".join(node.tokens)}"' + (" *" if node.prefix else "")
    if isinstance(node, Tags):
        return "(" + " OR ".join(f'"{one}"' for one in tag_tokens(node)) + ")"
    if isinstance(node, Either):
        return "(" + " OR ".join(map(fts5_expression, node.parts)) + ")"
    assert isinstance(node, All)
    wanted = f"({' AND '.join(map(fts5_expression, node.wanted))})"
    if not node.unwanted:
        return wanted
    return f"({wanted} NOT ({' OR '.join(map(fts5_expression, node.unwanted))}))"


def tsquery_expression(node: Node, near: bool = True) -> str:
    """The search as the literal of a PostgreSQL `tsquery`.

    `near=False`: what the index alone can answer, without places; it finds what the search finds, and maybe more.
    """
    if isinstance(node, Term):
        words = [f"'{field_token(node.field, one)}'" for one in node.tokens]
        if node.prefix:
            words[-1] += ":*"
        return "(" + " <-> ".join(words) + ")" if near else "(" + " & ".join(dict.fromkeys(words)) + ")"
    if isinstance(node, Tags):
        return any_of(tag_tokens(node))
    if isinstance(node, Either):
        return "(" + " | ".join(tsquery_expression(one, near) for one in node.parts) + ")"
    assert isinstance(node, All)
    unwanted = [one for one in node.unwanted if near or not has_phrase(one)]
    parts = [tsquery_expression(one, near) for one in node.wanted]
    return "(" + " & ".join([*parts, *(f"!{tsquery_expression(one, near)}" for one in unwanted)]) + ")"


def any_of(tokens: Sequence[str]) -> str:
    """PostgreSQL: any of the tokens."""
    return "(" + " | ".join(f"'{one}'" for one in tokens) + ")"


def rank_tsquery(node: Node) -> str:
    """What PostgreSQL is to rank by: the words alone, each by itself, since a mark has no rank to multiply with."""
    words = {token: None for term in terms_of(node) for token in term.tokens}
    return " | ".join(f"'{word}'" for word in words) or "''"


def has_phrase(node: Node) -> bool:
    """Whether it depends on where words stand."""
    if isinstance(node, Term):
        return len(node.tokens) > 1
    if isinstance(node, All):
        return any(map(has_phrase, (*node.wanted, *node.unwanted)))
    return isinstance(node, Either) and any(map(has_phrase, node.parts))
