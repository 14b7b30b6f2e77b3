"""What kind of page it is, besides a plain article: image stories, live tickers, forum threads, paid articles.

Each test begins with a search for a few fixed words, so that a plain article costs next to nothing.
"""

from __future__ import annotations

import re

from extraction.blocks import Block
from extraction.body import Body, body_of
from extraction.features import weight_of
from extraction.native import part_in_c
from extraction.paywall import asks_to_pay, says_paid
from extraction.structured import article_objects, types_of
from extraction.view import HtmlElement, PageView

_texts = part_in_c("_texts")
_GALLERY_TYPES = frozenset(("imagegallery", "mediagallery"))
_GALLERY_TITLE = re.compile(
    r"图集|組圖|组图|图片故事|高清|图说|圖說|\bin pictures\b|\bphotos\b|\bgallery\b|fotostrecke|bildergalerie"
    r"|in bildern|en images|diaporama|fotogaler",
    re.IGNORECASE,
)
_LEAST_CAPTIONS, _LEAST_CAPTION_WEIGHT = 3, 100

_MOST_OF_A_BODY = 300
# In small letters; each begins with a letter of its own, so that a search is one for these letters.
_TICKER = re.compile(
    r"live(?<!\wlive)\b|ticker|minute by minute|as it happened|en direct|en vivo|directo(?<!\wdirecto)\b|diretta"
    r"|relacja|直播|实时|實時|实况"
)
_STAMP = re.compile(
    r"(?:(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?,?\s*)?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*(?:uhr|h|[ap]\.?m\.?|[A-Z]{2,4}))?",
    re.IGNORECASE,
)
_LONGEST_STAMP = 26
# One of these stands in each of what `_TICKER` finds.
_TICKER_WORDS = "live|ticker|minute by minute|as it happened|en direct|en vivo|direct|diretta|relacja".split("|")
_TICKER_WORDS += "直播 实时 實時 实况".split()
_LEAST_STAMPS, _LEAST_TICKER_WEIGHT = 8, 800

_POST = re.compile(
    r"id(?<!\wid)=[\"']?"
    r"(?:postmessage_\d+|post_message_\d+|js-post-\d+|post_\d{2,}|pid\d{2,}|p\d{3,}[\"'] class=[\"']post)"
)
# One of these stands in each of the marks.
_POST_SIGNS = ("post", 'id="pid')
_POST_MARKS = ("postmessage_", "post_message_", "js-post-", 'id="post_', 'id="pid', 'class="post has-profile')
_THREAD_TYPES = frozenset(("discussionforumposting", "qapage"))
_THREAD_ITEMS = ("schema.org/DiscussionForumPosting", "schema.org/QAPage", "schema.org/Answer")
# Lists of questions that an article answers are marked with answers, too.
_ANSWERED_BY_ONE = "FAQPage"
_LEAST_POSTS = 2

_MOST_OF_A_TEASER, _MOST_OF_A_CUED_TEASER = 900, 600
_BLOCKS_BEHIND = 8


def captions_of(view: PageView, title: str, body: Body) -> tuple[Block, ...]:
    """The captions of an image story, in page order; none where the page is no image story: its body is long, or its
    captions say less than its body, or (without other signs of a gallery) not twice as much."""
    if "figcaption" not in view.layout.tagged or body.by_template or weight_of(body.text) > _MOST_OF_A_BODY:
        return ()
    tops = {e for e in view.root.iter("figcaption") if not _is_teaser_of_another(e)}
    found = {b.text: b for b in view.blocks if b.chars > 10 and b.link_density < 0.5 and view.inside(b.element, tops)}
    said = weight_of(" ".join(found))
    gallery = bool(_GALLERY_TITLE.search(title)) or any(types_of(i) & _GALLERY_TYPES for i in view.json_ld)
    enough = max(_LEAST_CAPTION_WEIGHT, weight_of(body.text) * (1 if gallery else 2))
    return tuple(found.values()) if len(found) >= _LEAST_CAPTIONS and said >= enough else ()


def _is_teaser_of_another(caption: HtmlElement) -> bool:
    """Whether the figure leads to another page: it stands in a link, or holds one."""
    figure = next(caption.iterancestors("figure"), caption)
    return next(figure.iter("a"), None) is not None or next(figure.iterancestors("a"), None) is not None


def with_captions(body: Body, captions: tuple[Block, ...]) -> Body:
    """The body of an image story: its paragraphs and its captions as they stand on the page."""
    if not captions:
        return body
    return body_of(sorted({b.index: b for b in (*body.lines, *captions)}.values(), key=lambda b: b.index))


def is_ticker(view: PageView, body: Body, weight: float) -> bool:
    """Whether the page is told piece by piece: it says so itself, or times stand alone between its paragraphs. `weight`
    is the body's."""
    if any("liveblogposting" in types_of(i) for i in article_objects(view)):
        return True
    if weight < _LEAST_TICKER_WEIGHT or not body.lines:
        return False
    named = f"{view.head_title} {view.url}".lower()
    if not any(word in named for word in _TICKER_WORDS) or not _TICKER.search(named):
        return False
    between = view.blocks[body.lines[0].index : body.lines[-1].index]
    stamps = {b.text for b in between if b.chars <= _LONGEST_STAMP and _STAMP.fullmatch(b.text)}
    return len(stamps) >= _LEAST_STAMPS


def is_thread(view: PageView) -> bool:
    """Whether several people write one below the other: the marks that forum systems leave, microdata, or JSON-LD."""
    marked = _may_hold_posts(view) and any(map(view.holds, _POST_SIGNS)) and any(map(view.holds, _POST_MARKS))
    if marked and len(set(_POST.findall(view.source))) >= _LEAST_POSTS:
        return True
    if view.holds("itemtype") and any(map(view.holds, _THREAD_ITEMS)) and not view.holds(_ANSWERED_BY_ONE):
        return True
    return any(types_of(i) & _THREAD_TYPES for i in view.json_ld)


def _may_hold_posts(view: PageView) -> bool:
    return _texts is None or view.page.data is None or bool(_texts.holds_posts(view.page.data, _LEAST_POSTS))


def is_teaser(view: PageView, body: Body, weight: float) -> bool:
    """Whether only the beginning of a paid article is shown. `weight` is the body's."""
    if weight > _MOST_OF_A_TEASER:
        return False
    if says_paid(view):
        return True
    if weight > _MOST_OF_A_CUED_TEASER or not body.lines:
        return False
    start = body.lines[-2].index if len(body.lines) > 2 else body.lines[0].index
    return asks_to_pay(view.blocks[start + 1 : body.lines[-1].index + _BLOCKS_BEHIND])
