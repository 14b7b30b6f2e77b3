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
    r"[点點](?:[个個]|一?下|亮)?[【「“]?在看|[回][复復][【“「‘]|[点點][击擊](?:[上下]方|菜[单單][栏欄]|左下角|文末|[“【]?[阅閱][读讀]原文)"
    r"|^[（(]?(?:信息|[图圖]片|文章|素材)(?:均)?[来來](?:源|自)[于於自：:]?(?:[网網][络絡路]|互[联聯][网網])"
    r"|^[（(].{2,20}[对對][此本]文.{0,4}(?:[贡貢][献獻]|[帮幫]助)"
    r"|会員限定|有料会員|会員登録|©|ICP备|ICP備|公安备案|(?:邮编|技术支持|新闻热线)[:：]"
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
# Scripts that a page shows as text, and what its own program failed at.
_CODE = re.compile(
    r"\(?function ?\(|window\.\w|document\.\w"
    r"|(?:deprecated|notice|warning|strict standards|fatal error): .{0,200} in /\S+ on line",
    re.IGNORECASE,
)
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
    r"|(?:this is )?a? ?breaking (?:news? )?story\b|more to follow"
    r"|\(?(?:with )?(?:additional )?(?:reporting|writing|editing) (?:by|from) \w"
    r"|follow \w+(?: \w+){0,2} on (?:google news|facebook|instagram|twitter|x|linkedin|youtube|whatsapp|tiktok)\b"
    r"|for (?:the )?(?:latest|more)\b.{0,80}\b(?:download|follow|subscribe|sign up|visit|go to|click)\b"
    r"|(?:to )?(?:contact|reach) the (?:reporter|author|writer|editor)\b"
    r"|(?:leave|post|add) (?:a|your) (?:comment|reply)\b"
    r"|is an? (?:\w+ ){0,4}(?:professor|lecturer|fellow|reporter|journalist|writer|editor|researcher)\b"
    r"|(?:redaktion|übersetzung|(?:schluss|foto|bild)redaktion|faktencheck|lektorat|mitarbeit)\s?:\s?\S.{2,100}$"
    r"|(?:hat|haben) (?:ihnen|dir|euch) (?:dieser|der|unser|diese|das)\b.{0,30}gefallen"
    r"|folg(?:t|e|en sie) (?:mir|uns)\b|weitere (?:informationen|infos) zu[mr]? .{2,40}:$"
    r"|(?:aktuelle|weitere|alle) (?:meldungen|nachrichten|news|informationen|infos|entwicklungen|hintergründe)\b.{0,80}"
    r"(?:finden sie|findest du|findet ihr|aufs handy|liveblog)"
    r"|hier (?:geht(?: es|['’]s) (?:zu|weiter|lang)|gibt es .{0,60}(?:nachlesen|newsletter|app)\b"
    r"|finden sie (?:weitere|mehr|alle))"
    r"|bitte (?:stimme|akzeptiere|gib dein|melde dich|logge)\b"
    r"|\W*dieser (?:artikel|beitrag|text)\b.{0,60}(?:kooperation|zusammenarbeit)\b"
    r"|(?:tel(?:efon)?|fax|phone)\b\.?:? ?[+(0-9]"
    r"|siehe auch\b|see also\b|zum weiterlesen\b|lesen sie auch\b|lue myös\b|lees ook\b|läs också\b|les også\b"
    r"|quellenangaben\b|über (?:den|die) autor|about the author\b"
    r"|dieser (?:artikel|text|beitrag) (?:ist|erschien) zuerst\b"
    r"|mehr (?:themen|zum thema|nachrichten)\b|folgen sie uns\b|abonnieren sie\b|melden sie sich\b|newsletter\b"
    r"|(?:suivez|abonnez|inscrivez)-|síguenos\b|suscríbete\b"
    r"|(?:siga|inscreva)-|(?:seguici|iscriviti|abbonati)\b"
    r"|(?:подпис(?:ывайтесь|аться)|підпис(?:уйтесь|уйся|атися)) на\b)",
    re.IGNORECASE,
)

# What such a paragraph says behind its first words; one of the signs stands in each. They are dear to look for.
_GOES_ON = re.compile(
    r"(?:[\w.’'-]+ ){1,4}reported from (?-i:[A-Z])|.{0,250}\bcontributed to this (?:report|story|article)\b"
    r"|.{0,60}\bcomment below\b|.{0,60}kommentare?n?\b.{0,60}(?:einloggen|anmelden|registrieren)"
    r"|.{0,80}\b(?:nuestro|notre|nosso) (?:canal|chaîne) (?:de|d['’]|sur)"
    r"|.{0,160}\b(?:cliquant|accept\w+|akzept\w+)\b.{0,120}\bcookies?\b",
    re.IGNORECASE,
)
_GOES_ON_SIGNS = ("reported", "contributed", "comment below", "kommentar", "canal", "chaîne", "cookie")
# What may stand above the text: that it is paid for, a release, taken over, or how long it takes.
_OPENS = re.compile(
    r"this (?:article|story|post|piece|interview)\b.{0,40}\b(?:appeared|published|affiliate)\b"
    r"|\W*(?:werbung|anzeige|advertorial|sponsored)\s?[.:*]"
    r"|(?:presse(?:mitteilung|meldung|information|info)|medienmitteilung|press release|news release)$"
    r"|(?:原[创創]|首[发發]|[执執][笔筆]|撰稿)\s?[:：/／]|.{0,60}\b(?:lesedauer|lesezeit)\b",
    re.IGNORECASE,
)
_LONGEST_OPENING = 160
# Where the text is from or what it was called, at either end of it.
_CALLED = re.compile(
    r"[（(【\s]*(?:本文)?原(?:文?[标標][题題](?:[为為])?|[题題][为為]?)[:：《]"
    r"|[（(【\s]*(?:本文|文章|[该該此]文|稿件)(?:首[发發]|原[载載刊]|刊[载載登于於]|[转轉][载載自]|[来來]自|[选選]自|[节節][选選]|摘自)"
)


def is_opening_notice(text: str) -> bool:
    """Whether a line above the text is the outlet's own."""
    return len(text) <= _LONGEST_OPENING and _OPENS.match(text) is not None


def is_provenance(text: str) -> bool:
    """Whether a line at either end says what a Chinese text was called, or where it stood first."""
    return len(text) <= _LONGEST_OPENING and not text.isascii() and _CALLED.match(text) is not None


def is_notice(text: str) -> bool:
    """Whether a paragraph is the platform's own, wherever it stands."""
    if text[:1] in "(fwdDNWSF" and _CODE.match(text):
        return True
    if len(text) >= _LONGEST / 2 or text.isascii():
        return False
    return (_SIGNS[0] in text or _SIGNS[1] in text) and bool(_EVERYWHERE.search(text))


def is_end_notice(text: str) -> bool:
    """Whether a paragraph at the end of the text is the outlet's own."""
    if len(text) >= _LONGEST:
        return False
    low = text.lower()
    if _BEGINS.match(text) or (any(sign in low for sign in _GOES_ON_SIGNS) and _GOES_ON.match(text)):
        return True
    # Letters say few of these things.
    plain = low if text.isascii() or not _IDEOGRAPHS.search(text) else ""
    return (not plain or any(sign in plain for sign in _PLAIN_SIGNS)) and bool(_AT_END.search(text))
