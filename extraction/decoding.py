"""Bytes to text, with provenance: what was declared, what was used, how much was lost.

The order: byte order mark, strict UTF-8, the declared charset (header, then page), then candidates scored on a
sample. Where no reading is without loss, the one that loses least wins. Detectors that read whole pages cost 6 to
100 times the parse, so none is used.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from bs4.dammit import EncodingDetector

from extraction.native import part_in_c
from kitewire.article import Decoding

_texts = part_in_c("_texts")
# Characters that XML cannot hold or discourages (U+007F).
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_NONCHARACTERS = re.compile(b"\xef\xbf[\xbe\xbf]")
_SPACES = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A page that begins with its first tag in two bytes a character, and without a mark.
_WIDE = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
# WHATWG's Encoding Standard reads these labels as their supersets; so do browsers.
_READ_AS = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "utf8": "utf-8",
    "utf-16": "utf-8",
}
# The most frequent characters of running text; enough to tell the right reading from a wrong one.
_FREQUENT = {
    "gb18030": "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
    "而方后多定行学法所民得经，。、：“”",
    "big5hkscs": "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種"
    "面而方後多定行學法所民得經，。、：「」",
    "cp932": "のにはをたがでてとしれさあいなっりかもこるらきまうよくんけじすせそちつみめやろんー、。「」",
    "euc-jp": "のにはをたがでてとしれさあいなっりかもこるらきまうよくんけじすせそちつみめやろんー、。「」",
    "cp949": "이다는을의가에하고지사기로은도한를그대자시인나들리어서전정있해일수부스제장상보",
    "cp1251": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф",
    "koi8-r": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф",
    "cp1250": "áéíóúůýčďěňřšťžąćęłńśźżőűăâîșț",
    "cp1252": "äöüßÄÖÜéèêàâçîôûñáíóúãõåøæëï–’“”„»«€£\xa0…",
}
# Lead bytes of the characters that each charset puts first because they are common, and the least trail byte: level 1
# of GB 2312, of Big5 and of JIS X 0208, and the syllables of KS X 1001.
_COMMON_LEADS = {
    "gb18030": (0xB0, 0xD7, 0xA1),
    "big5hkscs": (0xA4, 0xC6, 0x40),
    "cp932": (0x88, 0x97, 0x40),
    "euc-jp": (0xB0, 0xCF, 0xA1),
    "cp949": (0xB0, 0xC8, 0xA1),
}
_SAMPLE = 30_000
_MOST_SCORED = 4_000
# Fewer may be slips of the pen in a page's scripts, and say less than what the page declares.
_LEAST_SCORED = 8
_FOREIGN = re.compile(r"[^\x00-\x7f]")
# All that the charsets of `_FREQUENT` read as other than ASCII: behind a foreign byte none takes in more than three.
_AROUND_FOREIGN = re.compile(rb"[\x80-\xff]+[\x00-\x7f]{0,3}")
_ARE_FOREIGN = bytes(128) + b"\x01" * 128
# What a declaration adds to a score: it decides between close readings, and loses against a far likelier one, as when
# a server declares its default iso-8859-1 for GBK.
_TRUST = 0.3


class Decoded:
    """A page's text and how it was read. Most pages are UTF-8, which the parser takes as it is: their text is made when
    somebody asks for it."""

    __slots__ = ("_text", "data", "how", "readable")

    def __init__(self, how: Decoding, text: str | None, data: bytes | None = None, readable: bool = False) -> None:
        """`data`: the text in UTF-8, where it is at hand; `readable`: it is known to hold only what XML can."""
        self.how = how
        self._text = text
        self.data = data
        self.readable = readable

    @property
    def text(self) -> str:
        """All of it."""
        if self._text is None:
            self._text = (self.data or b"").decode("utf-8")
        return self._text

    def head(self, most: int) -> str:
        """Its first characters, so many at most."""
        if self._text is not None or self.data is None:
            return self.text[:most]
        head = self.data[:most]
        # A character takes four bytes at most; the last one may be cut.
        return head.decode("ascii") if head.isascii() else self.data[: 4 * most].decode("utf-8", "ignore")[:most]

    def holds(self, sign: str) -> bool:
        """Whether the text holds a sign in ASCII."""
        if self.data is None or _texts is None:
            return sign in self.text
        return bool(_texts.holds(self.data, sign.encode()))


def decode(raw: bytes, charset: str | None = None) -> tuple[str, Decoding]:
    """The text of `raw` and how it was read; `charset` is what the HTTP header declared. Never raises."""
    page = decoded(raw, charset)
    return page.text, page.how


def utf8_readable(data: bytes) -> bool | None:
    """Whether UTF-8 holds only characters that XML can hold; None for bytes that are no UTF-8."""
    if _texts is not None:
        readable: bool | None = _texts.utf8_readable(data)
        return readable
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return len(data.translate(None, _CONTROLS)) == len(data) and not _NONCHARACTERS.search(data)


def made_readable(data: bytes) -> bytes:
    """UTF-8 with a space in the place of each character that XML cannot hold."""
    return _NONCHARACTERS.sub(b" ", data.translate(_SPACES))


def decoded(raw: bytes, charset: str | None = None) -> Decoded:
    """The text of `raw`; `charset` is what the HTTP header declared. Never raises."""
    declared = _declared(raw, charset)
    label = declared[0] if declared else None
    for bom, codec in _BOMS:
        if raw.startswith(bom):
            return _lossy(raw[len(bom) :], codec, label)
    if raw[:2] in _WIDE:
        return _lossy(raw, _WIDE[raw[:2]], label)
    if label and label.startswith("iso-2022") and b"\x1b$" in raw:
        return _lossy(raw, codec_of(label) or "utf-8", label)
    readable = utf8_readable(raw)
    if readable is not None:
        return Decoded(Decoding(label, "utf-8"), None, raw, readable)
    if _mostly_utf8(raw):
        return _lossy(raw, "utf-8", label)
    return _lossy(raw, _choose(raw, declared), label)


def codec_of(label: str) -> str | None:
    """The Python codec for a charset label, supersets taken as browsers do; None for an unknown one."""
    label = label.strip().strip("\"'").lower()
    try:
        return _READ_AS.get(label) or codecs.lookup(label).name
    except (LookupError, ValueError):
        return None


def _declared(raw: bytes, charset: str | None) -> list[str]:
    """Labels of header and page, in that order, in lower case."""
    # bs4 searches prefixes only: 2,048 bytes or a twentieth of the page.
    in_page = EncodingDetector.find_declared_encoding(raw[:100_000], is_html=True)
    return [label.strip().lower() for label in (charset, in_page) if label and label.strip()]


def _mostly_utf8(raw: bytes) -> bool:
    """Whether it is UTF-8 with some damage: valid sequences are rare in text of any other encoding."""
    text = raw.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return foreign - lost > 8 * lost


def _choose(raw: bytes, declared: list[str]) -> str:
    """The codec that loses least and reads most like text; declared ones first among equals."""
    sample = _sample(raw)
    telling = b"".join(_AROUND_FOREIGN.findall(sample))
    trusted = set(map(codec_of, declared))
    scores = {
        codec: _likelihood((telling if codec in _FREQUENT else sample).decode(codec, "replace"), codec)
        + _TRUST * (codec in trusted)
        for codec in _candidates(declared)
    }
    best = max(scores, key=lambda codec: scores[codec])
    return _gbk_or_gb18030(raw) if best == "gb18030" else best


def _candidates(declared: list[str]) -> Iterator[str]:
    seen = set()
    for codec in (*(codec_of(label) for label in declared), *_FREQUENT):
        if codec and codec != "utf-8" and codec not in seen:
            seen.add(codec)
            yield codec


def _sample(raw: bytes) -> bytes:
    """Around the bytes that tell something; the head of a page is often ASCII scripts."""
    if len(raw) <= _SAMPLE:
        return raw
    body = raw.lower().find(b"<body")
    part = raw[max(body, 0) : max(body, 0) + 20 * _SAMPLE]
    are_foreign = part.translate(_ARE_FOREIGN)
    if b"\x01\x01" in are_foreign:
        pieces = re.findall(rb"[^<>\x00-\x7f]{2,}[^<>]*", part)
        return (b"\n".join(pieces) or raw)[:_SAMPLE]
    # In a Latin script such bytes may stand alone, and far behind the head.
    pieces, at = [], are_foreign.find(1)
    while at >= 0 and len(pieces) < _MOST_SCORED:
        pieces.append(part[at : at + 4])
        at = are_foreign.find(1, at + 4)
    return b"".join(pieces) if len(pieces) >= _LEAST_SCORED else raw[:_SAMPLE]


def _likelihood(text: str, codec: str) -> float:
    """Share of frequent characters among the non-ASCII ones, and of those in the charset's block of common ones, less
    what was lost or is no text: at most 2, about 0 for a wrong reading."""
    foreign = Counter(_FOREIGN.findall(text)[:_MOST_SCORED])
    if not foreign:
        return 0.0
    frequent = set(_FREQUENT.get(codec, "")) or {c for c in foreign if c.isalpha()}
    good = sum(n for c, n in foreign.items() if c in frequent)
    common = sum(n for c, n in foreign.items() if _is_common(c, codec)) if codec in _COMMON_LEADS else good
    bad = sum(n for c, n in foreign.items() if c == "\ufffd" or c < "\xa0" or "\ue000" <= c <= "\uf8ff")
    return (good + common - 3 * bad) / foreign.total()


@lru_cache(maxsize=32_768)
def _is_common(char: str, codec: str) -> bool:
    try:
        raw = char.encode(codec)
    except UnicodeEncodeError:
        return False
    if "\u3041" <= char <= "\u30ff" and codec in ("cp932", "euc-jp"):
        return True
    low, high, trail = _COMMON_LEADS[codec]
    return len(raw) == 2 and low <= raw[0] <= high and raw[1] >= trail


def _gbk_or_gb18030(raw: bytes) -> str:
    """At a broken byte gb18030 can take four bytes where gbk finds its place again after one or two: compare both."""
    lost = {codec: raw.decode(codec, "replace").count("\ufffd") for codec in ("gb18030", "gbk")}
    if not lost["gb18030"]:
        return "gb18030"
    return min(lost, key=lambda codec: lost[codec])


def _lossy(raw: bytes, codec: str, declared: str | None) -> Decoded:
    text = raw.decode(codec, "replace")
    return Decoded(Decoding(declared, codec, text.count("\ufffd")), text)
