"""Lines that stand among the body's paragraphs and are none: the headline again, credits, rights, share bars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extraction.blocks import Block, Layout
from extraction.body import Body, body_of
from extraction.credit_line import is_byline, is_credit_line, is_picture_credit
from extraction.endings import is_signed, tells_of, without_boxes
from extraction.features import weight_of
from extraction.han_lines import is_caption_line, is_han, is_marked, is_staff_line
from extraction.notices import is_end_notice, is_notice, is_opening_notice, is_provenance
from extraction.paywall import asks_to_pay
from extraction.related.links import key_of, looks_like_article
from extraction.related.words import heading_says, label_before
from extraction.signatures import is_signature
from extraction.structured import squeezed
from extraction.view import PageView
from kitewire.article import Bylines, RelatedEntry
from kitewire.urls import is_http

# Whole lines only: a phrase within a paragraph is the paragraph's.
_FURNITURE = re.compile(
    r"[\s（(【\[]*(?:(?:责任?编辑|責任編輯|责编|編輯|编辑|校对|审核|监制|值班|初审|终审|一审|二审"
    r"|三审)\s*[:：丨|].{0,60}"
    r"|(?:来源|來源|稿源)\s*[:：].{0,30}|(?:原标题|原標題)\s*[:：].{0,80}|(?:版权所有|版權所有).{0,80}"
    r"|.{0,20}(?:扫一扫|扫码|二维码).{0,40}"
    r"|(?:分享到|分享至|点击进入|打印|收藏|关闭|返回|上一篇|下一篇|上一页|下一页)\s*[:：]?.{0,60}"
    r"|(?:advertisement|advertising|anzeige|werbung|publicité|publicidad|广告|廣告|share|share this|teilen"
    r"|comments?|kommentare|read more"
    r"|weiterlesen|mehr lesen|lire aussi|continue reading|print|drucken|email|e-mail|copy link)\s*[:.]?)[\s）)】\]]*",
    re.IGNORECASE | re.DOTALL,
)
# `_FURNITURE` without the brackets and spaces around it is shorter.
_LONGEST_FURNITURE, _BRACKETS = 120, " （(【[）)】]"
# Without ideographs no furniture is longer than `continue reading` and a mark.
_LONGEST_PHRASE = 18
_SHARED = (
    "teilen|merken|drucken|share|tweet|tweeten|print|save|email|e-mail|mailen|facebook|twitter|whatsapp|linkedin|pinterest"
    "|telegram|reddit|copy link|link kopieren|on|auf|x|微信|微博|qq空间|分享|分享到|打印|收藏|字号|大|中|小"
)
_SHARE_BAR = re.compile(rf"(?:\W*(?:{_SHARED}))+\W*", re.IGNORECASE)
_SHARE_STARTS = frozenset(word[:2] for word in _SHARED.split("|"))
_CREDIT_LINE = re.compile(
    r"(?:by|von|par|por)\s+(?-i:[A-ZÄÖÜÉ])[^.!?]{2,70}$|\W*(?:(?:posted|published|updated|veröffentlicht"
    r"|publié|publicado|发布|發布|时间|時間|日期)\b.*\d.*"
    r"|(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d\d.{0,4})?\W*"
    r"|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\W*)$",
    re.IGNORECASE,
)
_MARKS = re.compile(r"\W")
_AD_MARKS = frozenset("广告 廣告 広告 anzeige werbung advertisement sponsored publicidad publicité".split())
# A mark or a space beside the link is no text of its own.
_ENTRY_DENSITY = 0.9
# A byline may stand under a standfirst or two; editors, sources and photographers stand below one another.
_OPENING, _CLOSING = 4, 6
_NOTES = 3
_LONGEST_WALL = 160
# The length of a sentence of the text that is set large: fewer letters are said twice by chance. Each quote is searched
# for in the whole text, so that many would cost more than they matter.
_LEAST_PULLED, _LONGEST_PULLED, _MOST_QUOTES = 30, 300, 30
_QUOTE = re.compile("quote|pull-?(?:ed|out|right|left)", re.IGNORECASE)
_AROUND_QUOTES = " \"'“”„‟‘’‚«»‹›「」『』—–-….,。"
_FOR_READERS = re.compile(r"(?:^|\s)(?:visually-?hidden|sr-only|screen-reader-text)(?:\s|$)")
# A paragraph after a list shows that the text goes on: the list is part of it.
_LONG = 60


def clean_body(view: PageView, body: Body, title: str) -> Body:
    """`body` without the headline at its begin and without lines of furniture; where rules of the source found the
    body, only the headline goes."""
    lines = list(body.lines)
    while len(lines) > 1 and (_is_title(lines[0], title) or (not body.by_template and lines[0].element.tag == "h1")):
        lines.pop(0)
    while len(lines) > 1 and len(lines[0].text) < 80 and _CREDIT_LINE.match(lines[0].text):
        lines.pop(0)
    lines = [b for b in lines[:_OPENING] if not _credits(b.spaced)] + lines[_OPENING:] or lines
    if not body.by_template:
        lines = [b for b in lines if not (_is_furniture(b.text) or _is_labelled_ad(b) or _is_unseen(view, b))] or lines
        lines = _without_openings(lines)
        if lines and is_han(lines[0].text + lines[len(lines) // 2].text + lines[-1].text):
            lines = _without_captions(_without_staff(lines))
        lines = _without_teaser(view, _shown(view, lines))
        lines = _without_pull_quotes(view, _without_lists(view, lines))
        lines = without_boxes(lines)
        while len(lines) > 1 and (_is_end(lines[-1]) or is_signed(lines) or is_signature(lines[-1].text)):
            lines.pop()
        if all(is_end_notice(b.text) for b in lines):
            # The foot of a page that has no text.
            return Body()
    return body if len(lines) == len(body.lines) else body_of(lines, body.by_template)


def _credits(text: str) -> bool:
    return is_credit_line(text) or is_byline(text) or is_signature(text)


def _is_end(line: Block) -> bool:
    return is_end_notice(line.text) or _is_staff(line) or _heads_nothing(line) or _is_wall(line)


def _without_openings(lines: list[Block]) -> list[Block]:
    """Without lines above the text in which the outlet speaks of it."""
    return [b for n, b in enumerate(lines) if n >= _OPENING - 1 or not is_opening_notice(b.text)] or lines


def _without_staff(lines: list[Block]) -> list[Block]:
    """Without lines at both ends that name who wrote, edited or sent in a Chinese text, or where it stood first."""
    edges = {*range(_OPENING - 1), *range(len(lines) - _CLOSING, len(lines))}
    return [b for n, b in enumerate(lines) if n not in edges or not _is_staff(b)] or lines


def _is_staff(line: Block) -> bool:
    return is_staff_line(line.spaced) or is_provenance(line.text)


def _without_captions(lines: list[Block]) -> list[Block]:
    """Without captions set as paragraphs of a Chinese text, unless they are a third of it: that is a picture story."""
    marked = {n for n, b in enumerate(lines) if is_marked(b.text)}
    lists = {n for n in marked if {n - 1, n - 2} <= marked or {n - 1, n + 1} <= marked or {n + 1, n + 2} <= marked}
    kept = [b for n, b in enumerate(lines) if n in lists or not (n in marked or is_caption_line(b.spaced))]
    return kept if 3 * sum(b.chars for b in kept) > 2 * sum(b.chars for b in lines) else lines


def _is_wall(line: Block) -> bool:
    """Whether a line says that the rest is paid for."""
    return line.chars < _LONGEST_WALL and asks_to_pay([line])


def _is_furniture(text: str) -> bool:
    # Texts that weigh no more than their letters have no ideographs.
    longest = _LONGEST_PHRASE if text.isascii() or weight_of(text) == len(text) else _LONGEST_FURNITURE
    if (len(text) <= longest or len(text.strip(_BRACKETS)) <= longest) and _FURNITURE.fullmatch(text):
        return True
    return _is_share_bar(text) or is_notice(text) or is_picture_credit(text)


def _is_share_bar(text: str) -> bool:
    """Whether a line says nothing but where it may be shared; most do not begin so."""
    start = text[:2].lower()
    may_be = start in _SHARE_STARTS or start[:1] in _SHARE_STARTS or not start[:1].isalnum()
    return may_be and _SHARE_BAR.fullmatch(text) is not None


def _is_labelled_ad(block: Block) -> bool:
    """Whether a mark of its own at the begin or end of the line says that it was paid for."""
    if len(block.pieces) < 2:
        return False
    marks = [piece.strip() for piece in block.pieces if piece.strip()]
    return len(marks) > 1 and bool({marks[0].lower(), marks[-1].lower()} & _AD_MARKS)


def _shown(view: PageView, lines: list[Block]) -> list[Block]:
    """Without hidden paragraphs, unless they are the better part of the text: some pages show it by script."""
    if not view.hidden:
        return lines
    shown = [b for b in lines if not view.is_hidden(b.node)]
    return shown if 2 * sum(b.chars for b in shown) > sum(b.chars for b in lines) else lines


def _is_unseen(view: PageView, block: Block) -> bool:
    """Whether a line is a rule of signs, or said to screen readers alone, by its class."""
    text = block.text
    if len(text) >= _LONG:
        return False
    if not (text[0].isalnum() or any(map(str.isalnum, text))):
        return True
    classes = view.layout.attributes["class"].get(block.node)
    return classes is not None and _FOR_READERS.search(classes) is not None


def _without_pull_quotes(view: PageView, lines: list[Block]) -> list[Block]:
    """Without quotes that say again what a longer line says: a sentence of the text, set large."""
    quotes = [b for b in lines if b.chars <= _LONGEST_PULLED and _is_quote(view.layout, b.node)]
    if not quotes or len(quotes) > _MOST_QUOTES:
        return lines
    whole = "\n".join(["", *(b.text for b in lines), ""])
    pulled = {b.index for b in quotes if _is_pulled(b.text, whole)}
    return [b for b in lines if b.index not in pulled]


def _is_quote(layout: Layout, place: int) -> bool:
    """Whether an element or its parent is a quotation by its tag or class."""
    classes, tags, up = layout.attributes["class"], layout.tags, layout.ups[place]
    if tags[place] == "blockquote" or tags[up] == "blockquote":
        return True
    return (place in classes and _names_quote(classes[place])) or (up in classes and _names_quote(classes[up]))


@lru_cache(maxsize=4096)
def _names_quote(label: str) -> bool:
    """Whether a class calls its element a quotation; the paragraphs of a page share one."""
    return bool(_QUOTE.search(label))


def _is_pulled(text: str, whole: str) -> bool:
    said = text.strip(_AROUND_QUOTES)
    # A whole line that is said twice is no part of a longer one.
    return weight_of(said) >= _LEAST_PULLED and whole.count(said) > 1 and whole.count(f"\n{text}\n") == 1


def _without_teaser(view: PageView, lines: list[Block]) -> list[Block]:
    """Without first paragraphs that are all link to another page: the summaries of other stories."""
    while len(lines) > 1 and lines[0].link_density > _ENTRY_DENSITY and _leads_away(view, lines[0]):
        lines = lines[1:]
    return lines


def _leads_away(view: PageView, block: Block) -> bool:
    around = [*block.element.iter("a"), *block.element.iterancestors("a")]
    links = [view.absolute(a.get("href")) for a in around if a.get("href")]
    here = {key_of(url) for url in (view.url, view.meta("og:url")) if is_http(url)}
    return any(url and key_of(url) not in here and looks_like_article(url) for url in links)


def _heads_nothing(block: Block) -> bool:
    """Whether a last line is the heading of a list that stands elsewhere."""
    return heading_says(block.text) is not None


def without_entries(body: Body, related: Sequence[RelatedEntry]) -> Body:
    """`body` without lines that are nothing but the link of a related entry, behind a label such as `See also:` or not.

    They come and go with what is published elsewhere: left in the text they would make a revision of it each time.
    """
    titles = tuple(squeezed(e.title) for e in related if e.url)
    lines = [b for b in body.lines if not _is_entry(b, titles)]
    return body_of(lines, body.by_template) if lines and len(lines) < len(body.lines) else body


def without_author_notes(body: Body, bylines: Bylines) -> Body:
    """`body` without last paragraphs that tell who its authors are."""
    names = [name for name in (*bylines.authors, *bylines.reporters) if " " in name]
    first = max(2, len(body.lines) - _NOTES)
    if not names or body.by_template:
        return body
    lines = [b for n, b in enumerate(body.lines) if n < first or not tells_of(b.spaced, names)]
    return body_of(lines) if len(lines) < len(body.lines) else body


def _is_entry(block: Block, titles: tuple[str, ...]) -> bool:
    if not block.link_chars:
        return False
    text = squeezed(block.text)
    if block.link_density > _ENTRY_DENSITY and text in titles:
        return True
    return text.endswith(titles) and label_before(block.text) is not None


def _without_lists(view: PageView, lines: list[Block]) -> list[Block]:
    """A list of dated headlines at the end, linked or not, is the related list and no part of the text."""
    for run in reversed(view.dated_lists):
        start, end = run[0].blocks[0].index, run[-1].blocks[-1].index
        kept = [b for b in lines if not start <= b.index <= end]
        if any(b.index < start for b in kept) and not any(b.index > end and b.chars > _LONG for b in kept):
            lines = kept
    return lines


def _is_title(block: Block, title: str) -> bool:
    # Without underlines, too; few lines are alike so far.
    alike = bool(title) and squeezed(block.text) == squeezed(title)
    return alike and _MARKS.sub("", block.text).casefold() == _MARKS.sub("", title).casefold()
