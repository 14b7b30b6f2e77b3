"""An article, a revision or a link as one JSON object: for JSONL, the HTTP service and `--json`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from feeds.differences import differences
from feeds.entry import entry_id, rfc3339
from kitewire.archive_view import ArticleView, BodyLinkView, LinkView, RelatedView, RepairedView, RevisionView

MARK_OPEN, MARK_CLOSE = "\ue000", "\ue001"
"""Around what matched, in a snippet."""


def article_record(article: ArticleView) -> dict[str, Any]:
    """Every stored field; times are RFC 3339 in UTC or null. The names are those of `kitewire extract`, and more."""
    return {
        "id": article.id,
        "uid": entry_id(article),
        "source": article.source,
        "source_title": article.source_title,
        "region": article.region,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "body": article.body,
        "lang": article.lang,
        "published": article.published and rfc3339(article.published),
        "published_precision": article.published_precision and article.published_precision.value,
        "published_found_by": article.published_found_by,
        "modified": article.modified and rfc3339(article.modified),
        "first_seen": rfc3339(article.first_seen),
        "updated": rfc3339(article.updated),
        "gone": article.gone and rfc3339(article.gone),
        "origin": article.origin,
        "dateline": article.dateline,
        "bylines": article.bylines.by_role(),
        "section": article.section,
        "keywords": list(article.keywords),
        "image": article.image,
        "related": [related_record(one) for one in article.related],
        "links": [body_link_record(one) for one in article.links],
        "decoding": {
            "declared": article.decoding.declared,
            "used": article.decoding.used,
            "replaced": article.decoding.replaced,
        },
        "repaired": article.repaired and repaired_record(article.repaired),
        "story": article.story_id,
    }


def repaired_record(repaired: RepairedView) -> dict[str, Any]:
    """The repaired reading of an article, and each mended place as counted in the text as published."""
    return {
        "title": repaired.title,
        "body": repaired.body,
        "mends": [asdict(one) for one in repaired.mends],
        "untried": repaired.untried,
    }


def related_record(related: RelatedView) -> dict[str, Any]:
    """A related entry; `article` is the number of the stored article it refers to, or null."""
    return {
        "position": related.position,
        "title": related.title,
        "url": related.url,
        "date": related.date,
        "article": related.target_id,
        "resolved_by": related.resolved_by,
    }


def body_link_record(link: BodyLinkView) -> dict[str, Any]:
    """A link within the text; `article` is the number of the stored article it refers to, or null."""
    return {
        "position": link.position,
        "title": link.title,
        "url": link.url,
        "article": link.target_id,
        "resolved_by": link.resolved_by,
    }


def line_record(article: ArticleView) -> dict[str, Any]:
    """An article in a list: no body, no related list; the snippet as text with the places that matched."""
    text, marks = marked(article.snippet)
    return {
        "id": article.id,
        "uid": entry_id(article),
        "source": article.source,
        "source_title": article.source_title,
        "region": article.region,
        "url": article.canonical_url,
        "title": article.title,
        "lang": article.lang,
        "published": article.published and rfc3339(article.published),
        "updated": rfc3339(article.updated),
        "gone": article.gone and rfc3339(article.gone),
        "story": article.story_id,
        "snippet": text,
        "marks": marks,
    }


def marked(snippet: str) -> tuple[str, list[list[int]]]:
    """A snippet without its marks, and `[start, end]` of what matched, counted in characters of that text."""
    text, marks, start = "", [], None
    for char in snippet:
        if char == MARK_OPEN:
            start = len(text)
        elif char == MARK_CLOSE:
            if start is not None:
                marks.append([start, len(text)])
            start = None
        else:
            text += char
    return text, marks


def revision_record(revision: RevisionView) -> dict[str, Any]:
    """An earlier text and until when it stood."""
    return {
        "number": revision.number,
        "title": revision.title,
        "body": revision.body,
        "replaced_at": rfc3339(revision.replaced_at),
    }


def history_record(article: ArticleView, revisions: Sequence[RevisionView]) -> dict[str, Any]:
    """Every change of an article's text as operations: `same`, `gone` or `new`, in paragraphs. Those of an operation
    list that are not new make up the earlier text, those that are not gone the later one."""
    texts = [(one.title, one.body) for one in revisions] + [(article.title, article.body)]
    return {
        "id": article.id,
        "uid": entry_id(article),
        "title": article.title,
        "first_seen": rfc3339(article.first_seen),
        "gone": article.gone and rfc3339(article.gone),
        "changes": [
            {
                "number": revision.number,
                "replaced_at": rfc3339(revision.replaced_at),
                "title": _operations(texts[n][0], texts[n + 1][0]),
                "body": _operations(texts[n][1], texts[n + 1][1]),
            }
            for n, revision in enumerate(revisions)
        ],
    }


def _operations(old: str, new: str) -> list[list[dict[str, str]]]:
    return [[{"op": piece.change.value, "text": piece.text} for piece in line] for line in differences(old, new)]


def link_record(link: LinkView) -> dict[str, Any]:
    """A link from article `a` to article `b`; `taken` and `kept` are null for all but reprints."""
    return {
        "a": link.a,
        "b": link.b,
        "kind": link.kind.value,
        "score": link.score,
        "evidence": link.evidence,
        "taken": link.taken,
        "kept": link.kept,
    }
