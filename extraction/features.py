"""Features of a block: what it looks like, where it stands, what stands beside it.

Every feature is a short name (`len=4`, `in:footer`); `extraction/weights.json` gives each a weight. Lengths count an
ideograph or kana as two and a half letters, so that one scale serves all scripts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import lru_cache
from typing import Any

from extraction.blocks import Block
from extraction.structured import article_objects, squeezed, text_value
from extraction.view import HtmlElement, PageView

# Words in class and id that tell what a part of the page is for. Families, not sites.
_CLASS_WORDS = {
    "body": r"article[-_]?(?:body|text|content|detail|inner)|(?:body|main|post|entry|story|news|text|detail|page)[-_]?"
    r"(?:body|text|content|con\b|copy|inner)|editor|paragraph|rich[-_]?text|\bcontent\b|\bprose\b|zoom|articlebody",
    "article": r"article|artikel|\bpost\b|story|entry|\bnews|detail|single|hentry",
    "comment": r"comment|kommentar|disqus|discussion|respond|reply|replies|pinglun|leserbrief",
    "share": r"share|sharing|social|teilen|bdshare|addthis|follow|facebook|twitter|whatsapp|weixin|weibo",
    "related": r"relat|recommend|more[-_]|readmore|see-?also|similar|teaser|further|mehr-|xiangguan|tuijian|linklist"
    r"|outbrain|taboola|also|suggest|next|prev|carousel|slider|swiper",
    "promo": r"promo|newsletter|subscri|abo\b|abo-|paywall|register|signup|sign-up|donat|banner|sponsor|advert|\bads?\b"
    r"|[-_]ads?[-_]|anzeige|werbung|cta\b|piano|shop|product|app-?download",
    "side": r"sidebar|side-?bar|aside|rail|\bright\b|widget|secondary|column-?r|marginal",
    "foot": r"foot|copyright|impressum|legal|disclaim|colophon|bottom",
    "caption": r"caption|bildunter|credit|figure|photo|image|gallery|\bimg|pic\b|media|video|player|legend|foto|bild",
    "byline": r"byline|author|autor|verfasser|reporter|contributor|writer|\bbio\b|vcard|signature",
    "meta": r"meta|date|time|publish|source|laiyuan|\binfo\b|kicker|datum|stamp|views|counter|breadcrumb|crumb|rubric",
    "tags": r"\btags?\b|tag-|-tags?|keyword|topics?\b|categor|label|schlagw",
    "nav": r"nav|menu|pagination|pager|paging|toolbar|tools?\b|header|masthead|search|login|breadcrumb|skip"
    r"|tabs?\b|lang",
    "lead": r"lead\b|lede|intro|standfirst|summary|subtitle|sub-?head|dek\b|excerpt|abstract|vorspann|teaser-?text"
    r"|chapo"
    r"|subline|description|zhaiyao|sommario",
    "title": r"title|headline|titel|overline",
    "popup": r"cookie|consent|gdpr|popup|modal|overlay|notice|warning|alert|hidden|hide|sr-only|screen-reader|tooltip",
    "toc": r"\btoc\b|table-of-contents|inhaltsverz|infobox|navbox|reference|reflist|catlinks|footnote",
    "quote": r"quote|zitat|pull",
    "fact": r"factbox|fact-box|infobox|info-box|\bbox\b|kasten|sidebox|embed|tweet|instagram|live-?blog",
}
_CLASSES = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _CLASS_WORDS.items()}
_TAG_FLAGS = frozenset(
    (
        "article",
        "main",
        "aside",
        "nav",
        "header",
        "footer",
        "form",
        "figure",
        "ul",
        "ol",
        "table",
        "blockquote",
        "dl",
        "pre",
    )
)
_TAGS = frozenset("p li h1 h2 h3 h4 div td blockquote figcaption dd dt pre section article th".split())
# Phrases of page furniture, several languages each; they matter in short blocks.
_CUES = {
    "copyright": r"©|copyright|all rights reserved|版权所有|版權所有|alle rechte|ICP备|公安备案|tous droits|转载请"
    r"|无断転載|無断",
    "share": r"\bshare\b|\bteilen\b|partager|compart|分享|シェア|facebook|twitter|whatsapp|微信|微博|udostępnij"
    r"|扫一扫|二维码|扫码",
    "more": r"read more|read also|also read|see also|more on|related|lesen sie|mehr zum|mehr dazu|weiterlesen|lire "
    r"aussi|"
    r"à lire|leer más|leggi anche|czytaj|更多|相关|相關|関連|続きを|click here|learn more|推荐阅读"
    r"|延伸阅读|lees ook|läs mer",
    "comment": r"comment|kommentar|commentaire|comentario|评论|評論|コメント|reply|antworten|login|log in|sign in"
    r"|anmelden|登录|注册",
    "subscribe": r"subscri|newsletter|abonn|sign up|订阅|關注|关注我们|公众号|客户端|donat|download|app store"
    r"|kostenlos",
    "credit": r"^(?:photo|foto|bild|image|picture|credit|quelle|source|getty|图|圖|写真|撮影|摄影)\s*[:：/©]|getty "
    r"images|\bafp\b.{0,20}$|"
    r"\bdpa\b.{0,20}$|(?:资料图|资料图片|供图|配图)",
    "editor": r"责任?编辑|責任編輯|编辑[:：]|編輯[:：]|责编|校对|审核|监制|来源[:：]|來源[:：]|作者[:：]|记者[:：]"
    r"|\(编辑|（编辑|原标题|声明[:：]|免责|本文来源",
    "byline": r"^(?:by|von|par|por|di|da|door|av|text|autor|author|written by|posted by)\s+\w",
    "updated": r"updated|published|aktualisiert|veröffentlicht|publié|publicado|posted|geändert|stand[:：]|发布时间"
    r"|发表于|更新|時間[:：]|"
    r"时间[:：]|min read|lesezeit|reading time|阅读量|浏览|点击|字体|字号|字號|打印|收藏|朗读",
    "cookie": r"cookie|consent|datenschutz|privacy|adblock|javascript|browser|terms of|einwilligung|impressum|agb\b",
    "tags": r"^(?:tags?|topics|keywords|schlagw\w+|themen|stichw\w+|filed under|posted in|categor\w+|标签|標籤"
    r"|关键词|關鍵字)\b",
    "ad": r"advertisement|anzeige|werbung|publicidad|publicité|广告|廣告|sponsored|promoted|広告",
    "email": r"[\w.]+@[\w-]+\.\w+|e-?mail",
}
_CUE_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _CUES.items()}
_DATE = re.compile(r"\b\d{1,4}[-./年]\s?\d{1,2}[-./月]\s?\d{1,4}|\b\d{1,2}:\d\d\b|\b(?:19|20)\d\d\b")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_LENGTHS = (8, 16, 30, 50, 80, 130, 200, 320)
_SHARES = (0.0, 0.03, 0.1, 0.25, 0.5, 0.75, 0.999)
_LONG = 80.0


def weight_of(text: str) -> float:
    """Length in Latin letters: wide characters count two and a half."""
    return len(text) + 1.5 * len(_WIDE.findall(text)) if not text.isascii() else float(len(text))


def block_features(view: PageView) -> list[list[str]]:
    """The names of the features of each block of the page, in the order of `view.blocks`."""
    return _Page(view).features() if view.blocks else []


def _bin(value: float, edges: tuple[float, ...]) -> int:
    return bisect_left(edges, value)


@lru_cache(maxsize=50_000)
def _said_by(names: str) -> tuple[str, ...]:
    """The families of words that class and id of an element show; the pages of a site repeat them."""
    return tuple(name for name, pattern in _CLASSES.items() if pattern.search(names))


class _Page:
    """What the features of all blocks of one page share."""

    def __init__(self, view: PageView) -> None:
        self.view = view
        self.blocks = view.blocks
        self.weights = [weight_of(b.text) for b in self.blocks]
        self.parents = view.layout.parents
        self._around: dict[Any, frozenset[str]] = {None: frozenset()}
        self.mass: dict[Any, float] = {}
        self.texts = Counter(b.text for b in self.blocks)
        self.signatures: dict[tuple[str, ...], list[float]] = {}
        self._gather()

    def _gather(self) -> None:
        for block, weight in zip(self.blocks, self.weights, strict=True):
            mass = weight * (1 - block.link_density) if weight >= 40 else 0.0
            self.signatures.setdefault(self.signature(block.element), []).append(weight * (1 - block.link_density))
            node = block.element
            for share in (1.0, 1.0, 0.7, 0.4):
                if node is not None and mass:
                    self.mass[node] = self.mass.get(node, 0.0) + mass * share
                    node = self.parents.get(node)
        self.most = max(self.mass.values(), default=1.0)
        self.top = max(self.mass, key=lambda n: self.mass[n], default=None)
        inside = [b.index for b in self.blocks if self.within(b.element, self.top)]
        self.first, self.last = (inside[0], inside[-1]) if inside else (0, len(self.blocks))
        longs = [b.index for b in self.blocks if self.weights[b.index] > _LONG and b.link_density < 0.3]
        self.first_long, self.last_long = (longs[0], longs[-1]) if longs else (0, len(self.blocks))
        h1 = [b.index for b in self.blocks if b.element.tag == "h1"]
        self.h1 = h1[0] if h1 else None
        self.titles = {t for t in (self.view.meta("og:title"), self.view.head_title) if t}
        told = max((text_value(i.get("articleBody")) for i in article_objects(self.view)), key=len, default="")
        self.told = squeezed(told) if len(told) > 200 else ""
        self.description = self.view.meta("og:description", "description")[:60]

    def within(self, node: Any, top: Any) -> bool:
        while node is not None:
            if node is top:
                return True
            node = self.parents.get(node)
        return False

    def signature(self, element: HtmlElement) -> tuple[str, ...]:
        parent = self.parents.get(element)
        return (
            element.tag,
            element.get("class") or "",
            parent.tag if parent is not None else "",
            (parent.get("class") or "") if parent is not None else "",
        )

    def own(self, element: HtmlElement) -> tuple[str, ...]:
        """What the tag, class and id of one element say."""
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        found = _said_by(names) if names != "  " else ()
        extra: tuple[str, ...] = (element.tag,) if element.tag in _TAG_FLAGS else ()
        style = element.get("style")
        if style and "display" in style and re.search(r"display\s*:\s*none", style):
            extra += ("nodisplay",)
        return found + extra

    def around(self, element: Any) -> frozenset[str]:
        """What `element` and all its ancestors say, body and html left out: themes put every word there."""
        chain = []
        while element not in self._around:
            chain.append(element)
            element = self.parents.get(element)
        flags = self._around[element]
        for node in reversed(chain):
            flags = flags | frozenset(self.own(node)) if node.tag not in ("body", "html") else frozenset()
            self._around[node] = flags
        return flags

    def features(self) -> list[list[str]]:
        shapes = [self._shape(block) for block in self.blocks]
        return [self._one(block, shapes) for block in self.blocks]

    def _shape(self, block: Block) -> tuple[int, int]:
        return _bin(self.weights[block.index], _LENGTHS), _bin(block.link_density, (0.0, 0.2, 0.5, 0.9))

    def _one(self, block: Block, shapes: list[tuple[int, int]]) -> list[str]:
        length, links = shapes[block.index]
        tag = block.element.tag if block.element.tag in _TAGS else "other"
        end = _ending(block.text)
        names = ["bias", f"len={length}", f"link={links}", f"tag={tag}", f"len={length},link={links}", f"end={end}"]
        names += [f"tag={tag},len={length}", f"end={end},len={length}", f"tag={tag},link={links}"]
        names += self._look(block, length)
        names += self._place(block)
        names += self._neighbours(block, shapes)
        return names

    def _look(self, block: Block, length: int) -> list[str]:
        text = block.text
        size = "s" if length < 4 else "m" if length < 6 else "l"
        names = [f"cue:{name},{size}" for name, pattern in _CUE_PATTERNS.items() if pattern.search(text[:400])]
        names.append(f"bold={_bin(block.bold_chars / block.chars, (0.0, 0.5, 0.9))},{size}")
        if length < 5 and _DATE.search(text):
            names.append(f"dated,{size}")
        if self.texts[text] > 1:
            names.append(f"repeated,{size}")
        if any(text == t or (length > 2 and t.startswith(text)) for t in self.titles):
            names.append("is-title")
        if self.description and len(text) > 30 and text.startswith(self.description[:40]):
            names.append("is-description")
        if self.told:
            # Structured data tells the text on some pages, often cut or joined: it proves what belongs, not the rest.
            names.append(f"told={'yes' if squeezed(text)[:60] in self.told else 'no'},{size}")
        if text.isupper() or (length < 4 and not any(c.isalpha() for c in text)):
            names.append(f"shouting,{size}")
        return names

    def _place(self, block: Block) -> list[str]:
        element, index = block.element, block.index
        parent = self.parents.get(element)
        grand = self.parents.get(parent)
        near = set(self.own(element)) | (set(self.own(parent)) if parent is not None else set())
        around = self.around(element)
        short = "s" if self.weights[index] < 80 else "l"
        names = [f"in:{flag}" for flag in around] + [f"near:{flag}" for flag in near]
        names += [f"in:{flag},{short}" for flag in around]
        for level, node in (("self", element), ("parent", parent), ("grand", grand)):
            names.append(f"mass-{level}={_bin(self.mass.get(node, 0.0) / self.most, _SHARES)}")
        where = "before" if index < self.first else "after" if index > self.last else "in"
        names += [
            f"top:{where}",
            f"top:{where},{short}",
            f"top:{'yes' if self.within(element, self.top) else 'no'},{short}",
        ]
        long_place = "before" if index < self.first_long else "after" if index > self.last_long else "among"
        names += [f"longs:{long_place},{short}"]
        names.append(f"pos={_bin(index / len(self.blocks), (0.1, 0.25, 0.5, 0.75, 0.9))}")
        distance = -1 if self.h1 is None else index - self.h1
        names.append("h1=none" if self.h1 is None else f"h1={_bin(distance, (-1, 0, 2, 6, 15, 40, 100))}")
        alike = self.signatures[self.signature(element)]
        names.append(f"alike={_bin(sum(alike) / len(alike), _LENGTHS)},{_bin(len(alike), (1, 3, 8, 20))}")
        return names

    def _neighbours(self, block: Block, shapes: list[tuple[int, int]]) -> list[str]:
        names = []
        for name, step in (("prev", -1), ("next", 1), ("prev2", -2), ("next2", 2)):
            other = block.index + step
            if not 0 <= other < len(self.blocks):
                names.append(f"{name}=none")
                continue
            length, links = shapes[other]
            sibling = self.parents.get(self.blocks[other].element) is self.parents.get(block.element)
            names.append(f"{name}={length // 2},{links // 2}{',sib' if sibling else ''}")
        return names


def _ending(text: str) -> str:
    last = text.rstrip("\"'”’»)）」』] ")[-1:]
    if last in ".!?。！？．؟।":
        return "stop"
    if last in ":：":
        return "colon"
    return "dots" if last in "…" else "none"
