"""Paragraphs in which an outlet speaks of itself: rights, liability, reprinting, how to subscribe, follow or support.

Stock phrases of several languages; a paragraph of the article that tells such things of others is longer, or stands
before the end.
"""

from __future__ import annotations

import re

_LONGEST = 400
# Wherever they stand: platforms set these between the paragraphs of their users.
_EVERYWHERE = re.compile(
    r"信息存[储儲](?:空[间間])?服[务務]|[仅僅只]代表(?:作者|[该該]作者)(?:本人|[个個]人)?(?:的)?[观觀][点點]"
    r"|不代表本(?:站|[网網]|平台|刊|[报報])"
)
_AT_END = re.compile(
    r"©|ICP备|ICP備|公安备案|(?:邮编|技术支持|新闻热线)[:：]"
    r"|\ball rights reserved|alle rechte vorbehalten|tous droits réservés|\bsubject to copyright|[无無]断転載"
    r"|版[权權]所有(?![者人])|免[责責][声聲]明|[转轉][载載].{0,10}[请請][务務]?必?.{0,4}[注註]明|[务務][请請][注註]明出[处處]"
    r"|未[经經].{0,12}(?:授[权權]|[许許]可|同意).{0,20}(?:[转轉][载載]|[复複]制)|如有侵[权權]|侵[权權].{0,12}(?:[删刪]除|[联聯][系繫])"
    r"|本(?:文|作品|稿).{0,4}(?:[为為]|系|由).{0,24}(?:原[创創]|授[权權]|[转轉][载載])"
    r"|侵犯.{0,8}您.{0,6}[权權]益|本[站网網].{0,12}(?:收集整理|不[参參][与與]制作)"
    r"|(?:[欢歡]迎|[请請]|[长長]按|[扫掃]).{0,16}(?:[关關]注|[订訂][阅閱]|下[载載]).{0,16}(?:公[众眾]号|公眾號|客[户戶]端|微信|APP|[频頻]道)"
    r"|\bmay earn (?:us )?(?:an? |some )?(?:small )?(?:affiliate )?commission|\bindependently selected\b"
    r"|\bctrl ?\+ ?enter\b|(?:если|якщо) (?:\w+ ){1,4}(?:ошибк|опечатк|помилк)"
    r"|\bcalifornia consumer|\brely on readers like you\b|\b(?:support|donate to) our (?:work|journalism|newsroom)",
    re.IGNORECASE,
)
# Scripts that a page shows as text.
_CODE = re.compile(r"\(?function ?\(|window\.\w|document\.\w")
# One of these stands in every text that `_EVERYWHERE` finds.
_SIGNS = ("信息存", "代表")
_IDEOGRAPHS = re.compile("[\u4e00-\u9fff©]")
# One of these stands in every text without ideographs that `_AT_END` finds.
_PLAIN_SIGNS = (
    "all rights reserved",
    "alle rechte vorbehalten",
    "tous droits réservés",
    "subject to copyright",
    "may earn",
    "independently selected",
    "ctrl",
    "ошибк",
    "опечатк",
    "помилк",
    "california consumer",
    "readers like you",
    "our work",
    "our journalism",
    "our newsroom",
)
_BEGINS = re.compile(
    r"\W*(?:\(c\) |copyright\b|(?:版[权權]|免[责責]|平台|特[别別]|[郑鄭]重|本[网網站刊])?"
    r"[声聲]明(?:】\s*[:：]?|\s*[:：])"
    r"|(?:标签|標籤|关键词|關鍵詞)\s*[:：]"
    r"|editors?['’]?s? note\b|note to readers\b|disclaimer\b|disclosure\s*:"
    r"|this (?:story|article|post|column|piece) (?:was|is|has been|first|originally) (?:\w+ ){0,3}"
    r"(?:published|appeared|republished|syndicated|generated)"
    r"|sign(?:ing)? up (?:for|to) (?:our|the|get)|subscribe (?:to (?:our|the)|now|for)\b"
    r"|(?:follow|like|join|find) (?:us|our|me)\b.{0,80}\b(?:on|at|in)\b|(?:click|tap) here\b"
    r"|to (?:comment|read more|subscribe|receive)\b.{0,60}(?:click|sign|visit|log)"
    r"|(?:published|filed|posted) (?:under|in)\s*:|(?:tags?|topics|keywords|schlagw\w+|themen)\s*:"
    r"|do you have (?:an? |any )?(?:story|stories|tips?|news)\b"
    r"|(?:this is )?a? ?breaking (?:news )?story\b|more to follow"
    r"|\(?(?:additional )?(?:reporting|writing|editing) by \w"
    r"|siehe auch\b|see also\b|zum weiterlesen\b|lesen sie auch\b|lue myös\b|lees ook\b|läs också\b|les også\b"
    r"|quellenangaben\b|über (?:den|die) autor|about the author\b"
    r"|dieser (?:artikel|text|beitrag) (?:ist|erschien) zuerst\b"
    r"|mehr (?:themen|zum thema|nachrichten)\b|folgen sie uns\b|abonnieren sie\b|melden sie sich\b|newsletter\b"
    r"|(?:suivez|abonnez|inscrivez)-|síguenos\b|suscríbete\b"
    r"|(?:siga|inscreva)-|(?:seguici|iscriviti|abbonati)\b"
    r"|(?:подпис(?:ывайтесь|аться)|підпис(?:уйтесь|уйся|атися)) на\b)",
    re.IGNORECASE,
)


def is_notice(text: str) -> bool:
    """Whether a paragraph is the platform's own, wherever it stands."""
    if text[:1] in "(fwd" and _CODE.match(text):
        return True
    if len(text) >= _LONGEST / 2 or text.isascii():
        return False
    return (_SIGNS[0] in text or _SIGNS[1] in text) and bool(_EVERYWHERE.search(text))


def is_end_notice(text: str) -> bool:
    """Whether a paragraph at the end of the text is the outlet's own."""
    if len(text) >= _LONGEST:
        return False
    if _BEGINS.match(text):
        return True
    # Letters say few of these things.
    plain = text.lower() if text.isascii() or not _IDEOGRAPHS.search(text) else ""
    return (not plain or any(sign in plain for sign in _PLAIN_SIGNS)) and bool(_AT_END.search(text))
