"""People's names out of the strings in which pages and metas give them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from extraction.dates import MONTHS

_BY_WORDS = (
    r"(?:by|von|vom|par|por|di|da|door|av|af|od|autor(?:in)?|authors?|auteurs?|autore|escrito por|verfasser"
    r"|geschrieben von|yazan|autorka|foto und text)"
)
_LABELS = r"(?:text|redaktion|bericht|reporter|interview|tekst|autor(?:in)?(?:en)?|quelle|source|fuente|de)"
BY = re.compile(
    r"^(?:post author\s+)?(?:(?:written|posted|veröffentlicht|eingetragen|eingestellt|gespeichert|erstellt|geschrieben"
    r"|verfasst|published|submitted|story|reported|words|article|artikel|review|text|foto|opinion|blog ?beitrag|beitrag"
    r"|ein beitrag|ein artikel|post|an article|scritto|publié|écrit|publicado|escrito)\s*:?\s*)?"
    rf"(?:{_BY_WORDS}\s*:\s*|{_LABELS}\s*:\s*|{_BY_WORDS}\s+(?=\S))+",
    re.IGNORECASE,
)
# All that `BY` begins with, by the first three letters; a word of two has a space or a colon behind it.
BY_STARTS = frozenset(
    (
        "wri pos ver ein ges ers pub sub sto rep wor art rev tex fot opi blo bei scr écr esc von vom par por doo aut "
        "yaz red ber int tek que sou fue"
    ).split()
) | {word + mark for word in ("by", "di", "da", "av", "af", "od", "de", "an") for mark in " :"}
_CALL = re.compile(
    r"^(?:view all (?:posts|articles) by|(?:zeige )?alle (?:beiträge|artikel|posts) von|alles von|see all posts by"
    r"|more (?:posts |articles |stories )?(?:by|from)|mehr von|latest posts by|thread starter"
    r"|posts? by|about the author|über den autor|about|über|follow|contact|voir tous les articles de|profil von"
    r"|author:)\s*[-–:]?\s+",
    re.IGNORECASE,
)
# All that `_CALL` begins with, by the first three letters.
_CALL_STARTS = frozenset("vie zei all see mor meh lat thr pos abo übe fol con voi pro aut".split())
_SPLIT = re.compile(
    r"\s*(?:[;|/•·]|,(?! (?:Jr|Sr|MD|PhD|Dr|M\.D|Ph\.D)\b)"
    r"|\s(?:and|und|et|y|e|en|och|og|ve|i|&|with|mit)\s| \+ |、|，)\s*"
)
# One of these stands in what `_SPLIT` splits, or a word between two spaces.
_SPLITS = re.compile(r"[;|/•·,、，]")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）")
_DAYS = (
    r"(?:mo|tu|di|we|mi|th|do|fr|sa|su|so|mon|tue|wed|thu|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
)
_MONTH = "|".join(sorted((re.escape(m) for m in MONTHS if len(m) > 2), key=len, reverse=True))
_TAIL = re.compile(
    r"\s*(?:@\w+(?:[\s,].*)?|\S+@\S+|(?:\s[-–—|]|[|:]).*|\s(?:in|aus|im|vom|under|for|from|unter|dans|en|le|at|on|um|am|à|den)\s.*"
    rf"|\s{_DAYS}\b[.,]?(?=\s*(?:\d|$)|,).*|\s(?:{_MONTH})\b\.?(?=\s*(?:\d|$)).*|[\s,]\d.*"
    r"|\s(?:updated|published|posted|datum|twitter|follow|facebook|symbolbild|illustration|fotos?|photos?|bild(?:er)?"
    r"|ein(?:en)? kommentare?|keine|kommentare?|comments?|hinterlasse|leave|gepostet|veröffentlicht|geschrieben"
    r"|erstellt|sagt|says|schreibt|minuten|minutes|lesezeit|kategorien?|categories|permalink|stand|zuletzt|shares?|drucken)\b.*)$",
    re.IGNORECASE,
)
_JOB_TAIL = re.compile(
    r"[\s,]+(?:(?:staff|senior|chief|special|political|lifestyle|deputy|freelance|news|sports?|foreign) )*(?:staff"
    r"|correspondent|reporter|editor|writer|journalist(?:in)?|contributor|redakteur(?:in)?|autor(?:in)?|author"
    r"|korrespondent(?:in)?|redaktion)\b.*$",
    re.IGNORECASE,
)
_STOP = frozenset(
    (
        "at um am on im in von der die das den und oder updated published posted submitted last first veröffentlicht "
        "aktualisiert view views geschrieben gepostet erstellt datum stand monday tuesday wednesday thursday "
        "friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi "
        "jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo today yesterday "
        "heute gestern uhr min mins mo di mi do fr sa so mon tue wed thu fri sat sun am pm est edt gmt utc "
        "modified read reading time lesezeit blog news aktuelles meldung pressemitteilung kategorie category tags "
        "none zuletzt letzte aktualisierung update no for to the with about home kultur politik wirtschaft sport "
        "eingetragen bei nur text nach oben"
    ).split()
) | {month for month in MONTHS if len(month) > 2}
_NO_NAME = re.compile(
    r"https?:|www\.|\d{3}|kommentar|comment|^(?:wordpressadmin|admin|administrator|author|autor|unknown|none|null"
    r"|no author|editor|by|von|site|webmaster|guest|gast|home|user|username|follow|all posts|more|mehr|read|name|person"
    r"|organi[sz]ation|datum|date|interview|text|bei|und interview|twitter|facebook|archiv|uncategorized|allgemein"
    r"|(?:(?:view|see|show) )?(?:all|more) (?:articles|posts|stories)|\d+ (?:people|days?|hours?|weeks?|months?|years?)"
    r"|(?:view|see|show|edit) (?:all|more|gallery|profile|bio)|click here|learn more|load more|up next|sign (?:up|in)"
    r"|log ?in|subscribe|full bio|text size|key highlights|公開日?|更新日?|[掲揭]載日?|配信日?|投稿日?"
    r"|share|print|email|e-mail|germany|deutschland|admin2|super ?user)$"
    r"|^letters to|^(?:produced|photograph(?:y|s|ed)|photos?|pictures?|illustrat(?:ions?|ed)|videos?|edited) by\b"
    r"|©|<|>|\[at\]|\(at\)|cookie|taboola|outbrain|sponsored|[!！?？…→»]$"
    r"|^(?:最新|相[关關]|[热熱][门門]|推[荐薦]|更多|[赞讚][赏賞]|[关關]注|本人)|红包$",
    re.IGNORECASE,
)
_HAN_LABEL = re.compile(r"^[\u4e00-\u9fff]{1,5}[:：]\s*(?=\S)")
# So many ideographs are a headline or an office; offices are named with a role.
_HAN_LINE = re.compile(r"[\u4e00-\u9fff]{9,}")
# What follows a name behind a comma: a section, an office, a place.
_GOES_ON = re.compile(r"(?:in|auf|for|from|aus|at|der|die|das|the|a|an|is|ist)\s|[a-zäöü]{3,} [a-zäöü]")
_JOB = re.compile(
    r"(?:the )?(?:[\w-]+ )?(?:staff|writer|editor|reporter|redakteur(?:in)?|journalist(?:in)?|correspondent|online|news"
    r"|contributor|author|team|redaktion)(?: (?:writer|reporter|editor))?",
    re.IGNORECASE,
)
# An office of several words beside a name; alone it may be all that an article is signed with.
_OFFICE = re.compile(
    r"\W*(?:senior|chief|deputy|associate|assistant|managing|executive|contributing|staff|national|political|founding"
    r"|(?:co-?)?founder|ceo|cto|president|director|columnist|columnista|leitende[rn]?|stellvertretende[rn]?)\b"
    r"(?:[\s,&/-]+[\w’'-]+){0,3}[\s,]*$",
    re.IGNORECASE,
)
# Before the last name of a list that has a comma there too.
_LAST = re.compile(r"(?:and|und|et|e|y|och|og|en)\s", re.IGNORECASE)
_JOB_ALONE = re.compile(
    r"(?:staff|senior|guest|contributing|special|news|sports?) (?:writer|editor|reporter|correspondent|contributor)",
    re.IGNORECASE,
)
_KOREAN_JOB = re.compile(r"(?<=[\uac00-\ud7a3])\s*(?:기자|특파원|논설위원)$")
_STRIPPED = " .,:：;-–—|\"'*»«@"
_MOST = 12
# So much text, or so many, name nobody; a page may hold anything.
_LONGEST, _MOST_TEXTS = 500, 60


def may_begin_by(text: str) -> bool:
    """The cheap test before `BY`, for a text whose only white space is single spaces."""
    return text[:3].lower() in BY_STARTS


def clean_names(texts: Iterable[str]) -> tuple[str, ...]:
    """Names out of author strings: `By Ann Lee and Bo Ek, staff writer` → `Ann Lee`, `Bo Ek`; each once."""
    names: dict[str, str] = {}
    for text in islice(texts, _MOST_TEXTS):
        if len(text) > _LONGEST:
            continue
        text = _without_by(_without_call(" ".join(text.replace("\u00ad", "").split())))
        if text.startswith(("http://", "https://", "#", "@", "//")):
            continue
        bare = _BRACKETS.sub(" ", text) if "(" in text or "[" in text or "（" in text else text
        for part in _SPLIT.split(bare) if _SPLITS.search(bare) or bare.count(" ") > 1 else (bare,):
            if names and _GOES_ON.match(part):
                break
            if (name := _name(_without_start(_LAST, part) if names else part)) and not (
                names and (_JOB.fullmatch(name) or _OFFICE.match(part))
            ):
                names.setdefault(name.casefold(), name)
    found = tuple(names.values())[:_MOST]
    return tuple(n for n in found if not _JOB_ALONE.fullmatch(n)) or found


@lru_cache(maxsize=8192)
def _name(part: str) -> str:
    """One name; empty where the text is none. Cached: the pages of a site share authors, menus and desks."""
    name = _without_by(_without_start(_HAN_LABEL, part.strip(_STRIPPED)))
    name = _TAIL.sub("", name).strip(_STRIPPED)
    name = _KOREAN_JOB.sub("", name)
    # `Staff Writer` and `MND Staff` sign too; behind a whole name the job is none of it.
    if " " in (bare := _JOB_TAIL.sub("", name)):
        name = bare
    words = name.casefold().split()
    if all(word.strip(".:") in _STOP for word in words):
        return ""
    if not 1 < len(name) <= 50 or len(words) > 6:
        return ""
    if _NO_NAME.search(name) or _HAN_LINE.fullmatch(name) or not any(c.isalpha() for c in name):
        return ""
    return name


def _without_call(text: str) -> str:
    return _without_start(_CALL, text) if text[:3].lower() in _CALL_STARTS else text


def _without_by(text: str) -> str:
    return _without_start(BY, text) if may_begin_by(text) else text


def _without_start(pattern: re.Pattern[str], text: str) -> str:
    """`text` without what a pattern that is bound to the start finds: `sub` would look at every place."""
    start = pattern.match(text)
    return text[start.end() :] if start else text
