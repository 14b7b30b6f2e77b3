"""Sources as OPML 2.0 (opml.org/spec2.opml), for exchange with feed readers.

A feed stands in `xmlUrl` as every reader expects; what OPML has no word for stands in attributes of our namespace.
OPML carries names and start points; templates, schedule and limits need a source file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from kitewire.errors import SourceFileError
from kitewire.source import Source, StartKind
from kitewire.source_files import source_from_dict
from kitewire.source_values import name_from
from kitewire.urls import is_http

NAMESPACE = "https://example.org/kitewire/opml"
_OWN = f"{{{NAMESPACE}}}"
_LISTED = ((StartKind.FEED, "feeds"), (StartKind.SITEMAP, "sitemaps"), (StartKind.LIST, "lists"))


def write_opml(sources: Iterable[Source]) -> bytes:
    """The sources as an OPML file."""
    opml = etree.Element("opml", version="2.0", nsmap={"kitewire": NAMESPACE})
    etree.SubElement(etree.SubElement(opml, "head"), "title").text = "Kitewire sources"
    body = etree.SubElement(opml, "body")
    for source in sources:
        etree.SubElement(body, "outline", _outline(source))
    if not len(body):
        etree.SubElement(body, "outline", text="Sources")
    written: bytes = etree.tostring(opml, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def _outline(source: Source) -> dict[str, str]:
    urls = {kind: [start.url for start in source.starts if start.kind is kind] for kind, _ in _LISTED}
    feed = next(iter(urls[StartKind.FEED]), "")
    values = {
        "text": source.label,
        "title": source.label,
        **({"type": "rss", "xmlUrl": feed} if feed else {"type": "link", "url": source.home}),
        "htmlUrl": source.home,
        "language": source.lang,
        f"{_OWN}name": source.name,
        f"{_OWN}region": source.region,
        f"{_OWN}zone": source.zone,
        **{f"{_OWN}{word}": " ".join(urls[kind]) for kind, word in _LISTED},
    }
    return {name: value for name, value in values.items() if value}


def read_opml(raw: bytes, where: str) -> list[Source]:
    """The sources of an OPML file, ours or a feed reader's. Raises `SourceFileError` with the place.

    A file with a document type is refused: it is the only way to bring in entities.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise SourceFileError(f"{where}: is not XML: {error.msg}") from error
    if root.getroottree().docinfo.doctype:
        raise SourceFileError(f"{where}: has a document type, which OPML does not need: take it out")
    if root.tag != "opml":
        raise SourceFileError(f"{where}: is <{root.tag}>, not <opml>")
    sources: dict[str, Source] = {}
    for outline in root.iter("outline"):
        if any(outline.get(name) for name in ("xmlUrl", "url", f"{_OWN}name")):
            source = _source(outline, f"{where}: line {outline.sourceline}", sources)
            if source.name in sources:
                raise SourceFileError(f"{where}: line {outline.sourceline}: name: {source.name!r} stands twice")
            sources[source.name] = source
    if not sources:
        raise SourceFileError(f"{where}: has no outline with xmlUrl")
    return list(sources.values())


def _source(outline: Any, where: str, taken: dict[str, Source]) -> Source:
    feed = outline.get("xmlUrl") or ""
    home = outline.get("htmlUrl") or outline.get("url") or ""
    if not is_http(home):
        home = urljoin(feed, "/")
    starts = [{"kind": "feed", "url": feed}] if feed else []
    for kind, word in _LISTED:
        listed = (outline.get(f"{_OWN}{word}") or "").split()
        starts += [{"kind": kind.value, "url": url} for url in listed if url != feed]
    name = outline.get(f"{_OWN}name") or _free_name(home, taken)
    title = outline.get("title") or outline.get("text") or ""
    data = {
        "name": name,
        "home": home,
        "title": "" if title == name else title,
        "region": outline.get(f"{_OWN}region") or "",
        "lang": (outline.get("language") or "").partition("-")[0].lower(),
        "zone": outline.get(f"{_OWN}zone") or "",
        "start": starts,
    }
    if len(data["lang"]) != 2:
        data["lang"] = ""
    return source_from_dict(data, where)


def _free_name(home: str, taken: dict[str, Source]) -> str:
    name, number = name_from(home), 2
    base = name
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name
