"""Which links may lead to an article, and how much a text weighs as a headline."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from extraction.native import part_in_c
from kitewire.urls import url_key

_related = part_in_c("_related")

# A Chinese or Japanese character says as much as some three Latin letters, a Korean syllable as two.
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_MIDDLE = re.compile(r"[\uac00-\ud7af\u0e00-\u0e7f]")

HEADLINE = 20.0
"""Weight from which a text counts as a headline on its own: 20 Latin letters, 8 ideographs."""
SHORT_HEADLINE = 11.0
"""Under a heading that says related a shorter one does: picture stories are called `志愿，支援` or `Storm in colours`.
"""

# An address of which `url_key` changes nothing but scheme, `www.` and the last slash.
_PLAIN = re.compile(r"https?://(?:www\.)?([a-z0-9.-]+(?<!\.)(?:/[A-Za-z0-9_~/-]+(?:\.[A-Za-z0-9_~/-]+)*)?)")


@lru_cache(maxsize=16384)
def key_of(url: str) -> str:
    """The `url_key` of an absolute address, without taking the plain ones apart."""
    plain = _PLAIN.fullmatch(url)
    return plain[1].rstrip("/") if plain else url_key(url)


_SLUG_WORDS = 4
_LISTING = re.compile(
    r"/(?:tags?|topics?|topicos?|thema|themen|temas?|tema|topik|authors?|autor(?:en)?|autores|auteurs?|"
    r"users?|profiles?|people|persons?|team|staff|editors?|reporters?|"
    r"categor(?:y|ies|ie|ia)|kategorie|sections?|search|suche|login|signin|signup|register|account|"
    r"subscribe|subscription|abo|newsletters?|keywords?|labels?|"
    r"stichwort|schlagwort|comments?|kommentare|rss|feeds?|about|contact|jobs|shop|archiv?e?s?)(?:/[^/]*){0,2}/?$",
    re.I,
)
_TOPIC = re.compile(
    r"/(?:tags?|topics?|t[oó]picos?|themen?|emner?|tagg?ar?|dossiers?|issues?|hashtags?|etiquetas?|mots?(?:-cles?)?)/[^/]+/?$",
    re.I,
)
_ARCHIVED = re.compile(r"/archiv?e?s?/(?:\w+/)?\d{4,}(?:\.s?html?)?/?$", re.I)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|docx?|xlsx?|zip|rar|mp3|mp4|apk|exe|css|js)$", re.I)
_TEMPLATE = re.compile(r"\{\{|%7b%7b|<%|\$\{|\[%", re.I)
_SHARE = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|t|whatsapp|linkedin|pinterest|reddit|telegram|weibo|instagram|youtube|"
    r"tiktok|threads|line|flipboard)\.(?:com|me|net)$"
    r"|(?:^|\.)(?:apps\.apple|play\.google|news\.google|sns\.qzone\.qq|service\.weibo|taboola|outbrain|"
    r"doubleclick|googleadservices)\b",
    re.I,
)
_SERVICE = re.compile(
    r"(?:shop|store|ads?|jobs?|karriere\w*|akademie|academy|abo|subscri\w+|login|account|support|help|so|search|id|"
    r"passport|bbs|forum|foren|debatte|debate|community)\.",
    re.I,
)
_CAMPAIGN = re.compile(
    r"[?&]utm_(?:campaign|medium|content)=(?:[^&#]*[^a-z&#])?(?:ads?|banner|anzeigen?|werbung)(?![a-z])", re.I
)
_MORE = re.compile(
    r"\W*(?:查看|点击|阅读)?(?:更多|(?:更多|全部)(?:相关)?(?:新闻|文章|资讯|内容|报道)|"
    r"详细|詳細|详情|全文|全部|more|read more|see more|view all|see all|all|"
    r"mehr|weiterlesen|alle|alle anzeigen|もっと見る|一覧|続きを読む|더보기"
    r"|(?:alle|weitere|mehr) (?:news|nachrichten|artikel|meldungen|beiträge|videos)"
    r"(?: (?:im überblick|anzeigen|ansehen|lesen))?"
    r"|(?:all|more) (?:news|articles|stories|videos|posts)"
    r"|(?:view|see|read|show) (?:all|more) (?:news|articles|stories|videos|posts)(?: (?:in|on|from|by|about) .{2,40})?"
    r"|(?:link )?zum (?:artikel|beitrag)|(?:artikel|beitrag) (?:lesen|ansehen)|read (?:the )?(?:article|story)"
    r"|lire la suite|voir plus|leggi tutto|ver m[áa]s|ver mais|lees meer|l[äa]s mer|selengkapnya|devam[ıi]|"
    r"mehr erfahren|learn more|continue reading|en savoir plus|leer m[áa]s|saber m[áa]s|saiba mais|leia mais|"
    r"leggi di pi[ùu]|scopri di pi[ùu]|lees verder|les mer|læs mere|czytaj (?:dalej|więcej)|"
    r"\d+ (?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|komentarz[ey]?)|"
    r"(?:load|show|cargar|mostrar|carregar|carica|charger|afficher|laad|toon|ladda|visa|загрузить|показать)"
    r" (?:more|m[áa]s|mais|altr[oei]|plus|meer|fler|mer|ещ[её])(?: .{2,20})?|mehr laden|加载更多|載入更多|"
    r"(?:bilder|foto)(?:strecke|galerie)(?: \w+)?|"
    r"(?:je m['’]abonne|s['’]abonner|abonnez-vous|jetzt abonnieren|suscr[íi]bete|assine|abbonati|faire un don|"
    r"subscribe|donate|sign up)(?: (?:now|today|here|maintenant|ahora|jetzt))?|"
    r"подробнее|ещ[её]|المزيد|back to top|scroll back to top)\W*",
    re.I,
)


_LONGEST_BUTTON = 60

# What asks the reader to do something, in words that begin no headline.
_REQUEST = re.compile(
    r"(?:find out (?:more|how)|check out|learn more|click (?:here|on)|sign up|subscribe (?:to|now|here)|"
    r"download (?:the|our)|read our|see our|kontaktieren sie|probier\w*|"
    r"will you (?:support|help|join)|(?:please )?(?:support|donate to|join|follow) (?:us|our)|become a|make a donation|"
    r"donate (?:now|today|here)|unterstützen sie|spenden sie|werden sie|soutenez|apoy[ae]|apoie|sostieni|steun ons|"
    r"listen to|contact us|klick\w* (?:sie )?hier|hier (?:klicken|geht es|geht's|finden sie)|"
    r"jetzt (?:anmelden|abonnieren|bestellen|kaufen|herunterladen)|cliquez|inscrivez-vous|abonnez-vous|"
    r"haz clic|suscr[íi]bete|clique (?:aqui|e)|clicca qui|iscriviti)(?!\w)"
    r"|.{0,60}\b(?:hier klicken|click here|clique aqui|haz clic aquí)\W*$"
    r"|https?://|www\.|点击|點擊|扫码|掃碼|扫描二维码|下载|下載",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<![.\s])[.。]$")
_INITIALS = re.compile(r"(?:\b\w\.){2,}$")


def is_request(text: str) -> bool:
    """Whether a line that is all link is a sentence of the text: `Find out how to help`, `The full report is here.`"""
    if _REQUEST.match(text):
        return True
    return bool(_SENTENCE_END.search(text)) and not _INITIALS.search(text)


def _weight(text: str) -> float:
    """How much a text says, in Latin letters."""
    if text.isascii():
        return len(text)
    wide, middle = len(_WIDE.findall(text)), len(_MIDDLE.findall(text))
    return len(text) + 1.6 * wide + middle


weight: Callable[[str], float] = _weight if _related is None else _related.weight


@lru_cache(maxsize=16384)
def leads_to_article(url: str) -> bool:
    """Whether an absolute address may be an article's: no file, tag, author, section, sharing or home page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    path = unquote(parts.path)
    host = parts.hostname or ""
    if _TEMPLATE.search(url) or _SHARE.search(host) or _SERVICE.match(host):
        return False
    if (path in ("", "/") and not parts.query) or ("utm_" in url and _CAMPAIGN.search(url)):
        return False
    slug = path.rstrip("/").rpartition("/")[2]
    # An author's folder may hold the author's articles: `/authors/jane-roe/how-the-harbour-was-rebuilt`.
    is_listing = _LISTING.search(path) and len(re.findall(r"(?<![^-_])[^\W\d_A-Z]{2,}(?![^-_.])", slug)) < _SLUG_WORDS
    # An old article's address: `/archive/39710`.
    is_listing = (is_listing and not _ARCHIVED.search(path)) or bool(_TOPIC.search(path))
    return not (is_listing or _FILE.search(path))


# `8ZQM9Gr9AlO`: a number written with all letters and digits.
_MIXED_ID = re.compile(r"(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9]{9,24}(?:\.s?html?)?")


# `/2024/06/03/…`, `/2024/mistakes-and-kites`.
_DAY_OR_YEAR = re.compile(r"/(?:19|20)\d\d(?:[-/]?\d|/[^/-]+(?:-[^/-]+){2,}/?$)")


@lru_cache(maxsize=16384)
def looks_like_article(url: str) -> bool:
    """Whether the address itself speaks for an article: a number, a date, a slug of words, an id in the query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    segments = [s for s in unquote(parts.path).split("/") if s]
    name = segments[-1] if segments else ""
    if re.search(r"\d{4,}", name) or _DAY_OR_YEAR.search(parts.path):
        return True
    if len(re.split(r"[-_ ]", name)) >= 4 or re.search(r"[a-z]+[a-z0-9]{7,}\d", name) or _MIXED_ID.fullmatch(name):
        return True
    return (
        bool(
            re.search(
                r"(?:^|&)(?!(?:cat|tag|section|channel|col|user|author)\w*=)(?:\w*id|aid|p|no|key|art\w*|nid|docid)=[\w%.-]*\d",
                parts.query,
            )
        )
        or len(unquote(name)) > 30
    )


def is_topic_page(href: str) -> bool:
    """Whether an address is that of a tag or topic: `/tag/harbour/`."""
    if href[-1:] == "\n":
        return bool(_TOPIC.search(href))
    # What it is stands before the last name.
    start = href.rfind("/", 0, href.rfind("/", 0, len(href) - 1 if href[-1:] == "/" else len(href)))
    return start >= 0 and _TOPIC.match(href, start) is not None


def is_more(text: str) -> bool:
    """Whether a link's text only says that there is more: 更多, read more, alle anzeigen."""
    return len(text) <= _LONGEST_BUTTON and bool(_MORE.fullmatch(text))
