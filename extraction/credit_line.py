"""Lines that only say when, by whom and after whom an article was published: facts about the text, no part of it."""

from __future__ import annotations

import re

from extraction.dates import MONTHS, NAMED_MONTHS, one_of
from extraction.letters import has_digit

_LONGEST, _LONGEST_BYLINE = 120, 70
_NAMES = one_of(MONTHS)
_NUMBERS = (
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?!\d)\s?日?"
    r"|(?<!\d)\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:(?:19|20)\d\d|\d\d)(?!\d)"
)
# What begins with a digit is looked for at digits alone: most characters are none.
_NUMERIC = re.compile(rf"(?=\d)(?:{_NUMBERS})", re.IGNORECASE)
DATE = re.compile(
    rf"(?=\d)(?:{_NUMBERS}"
    rf"|(?<!\d)\d{{1,2}}(?:st|nd|rd|th|\.|º|ª)?\s(?:de\s|of\s)?(?:{_NAMES})\b\.?,?\s(?:de\s|del\s)?(?:19|20)\d\d)"
    rf"|\b(?:{_NAMES})\b\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?=[\d午上下])(?:午[前後]\d{1,2}時(?:\d{1,2}分)?|(?:[上下]午)?(?<!\d)[012]?\d\s?(?:[:：.时時h]\s?[0-5]\d(?:\s?[:：分]\s?[0-5]\d秒?)?分?)\s?"
    r"(?:[ap]\.?\s?m\b\.?)?\s?(?:uhr|h\b|utc|gmt|cest|cet|bst|e[sd]?t|p[sd]?t|jst|ist|[+-]\d\d:?\d\d)?)",
    re.IGNORECASE,
)
_LABEL = (
    r"(?:文章|信息|稿件|新[闻聞]|本文)?[来來]源|稿源|[责責]任?[编編][辑輯]|[责責][编編]|[编編][辑輯]|作者|撰文|[记記]者"
    r"|[通][讯訊][员員]|[摄攝]影?|供?[图圖]片?|文|[校審审][对對核]|[监監]制|[发發][布表][时時]?[间間]?|[时時][间間]|日期"
    r"|更新[时時]?[间間]?|[阅閱][读讀][数數量]?|浏览[数量次]*|[点點][击擊][数數量]?|[评評][论論][数數]?|人[气氣]"
    r"|[公掲配][開載信](?:日時?)?|最?[終终]?更新日?[时時]?"
    r"|source|author|published(?: on)?|posted(?: on)?|updated(?: on)?|last updated|date|quelle|autor(?:in)?"
    r"|veröffentlicht|aktualisiert|stand|publié|publicado|fuente|fonte"
)
_TOLD = re.compile(rf"(?:{_LABEL})\s*[:：]\s*[^\s:：|｜,，。；;!！?？]{{0,24}}", re.IGNORECASE)
_ROLED = re.compile(
    r"(?:本[报報网網]|全媒体|融媒体|首席|见习|实习|特[约約派])*(?:[记記]者|[通][讯訊][员員]|[编編][辑輯]|作者)"
    r"[ \u3000/／][\u4e00-\u9fff·]{2,4}(?:[ 、\u3000][\u4e00-\u9fff·]{2,4})*"
    r"|[\u3040-\u30ff\u4e00-\u9fff]{2,8}[ \u3000]?(?:記者|特派員|編集委員|論説委員)"
)
_BY = re.compile(
    r"\b(?:by|von|par|por|di)\s+(?-i:[A-ZÄÖÜÉ][\w.'’-]+)"
    r"(?:(?:,? (?:and|und|et|y|e|&) | |, )(?-i:[A-ZÄÖÜÉ][\w.'’-]*)){0,7}",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:published|posted|updated|last|first|modified|on|at|am|um|le|el|the|staff|writer|reporter|correspondent|editor"
    r"|reporters|min(?:ute)?s?|read(?:ing)?|time|views?|comments?|share|print|edt|est|veröffentlicht|aktualisiert|uhr|publié|publicado|actualizado|mis|jour"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)\b"
    r"|星期[一二三四五六日天]|[周週][一二三四五六日天]|[(（][月火水木金土日][)）]|[发發][布表]|[时時][间間]|更新|公開|配信|掲載|発行|最終"
    r"|字[号號体體]|打印|收藏|分享|[关關][闭閉]|次|(?<![\u4e00-\u9fff])[大中小](?![\u4e00-\u9fff])|(?<!\w)\d{1,6}次?(?!\w)",
    re.IGNORECASE,
)
# What may be left of a line with a whole date: an outlet or a person, 新华社 or Ann Lee.
_NAMED = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff·]{2,10}|(?:[A-ZÄÖÜÉ][\w.'’-]*)(?: (?:[A-ZÄÖÜÉ][\w.'’-]*|of|and|&)){0,3}"
)
_WORD = r"[A-ZÄÖÜÉ(][\w.'’)-]*"
_MORE = rf"(?: {_WORD}| (?:von|van|de|du|des|der|da|di|la|el|al|bin|of))"
# Who wrote it, in a line of its own: first and last name.
_BYLINE = re.compile(
    r"(?:By|BY|Von|von|Par|Por|Door|Av|Written by|Words by|(?:Text|Text und Fotos?|\*?Interview):) "
    rf"{_WORD}{_MORE}{{1,4}}(?:(?:,? (?:and|und|et|y|e|&) |, ){_WORD}{_MORE}{{0,4}}){{0,4}}"
)
# Of pictures, tables and graphs, where no markup calls it a caption: no such line was text on 1,400 pages.
_OF_PICTURES = re.compile(
    r"[\W_]*(?:fotos?|fotografie|bild(?:er|quellen?|nachweise?|rechte|material)?|(?:titel|beitrags|symbol)bild(?:er)?"
    r"|(?:header|featured|cover|main|lead) image|images?|photos?|pictures?|grafik|illustrations?"
    r"|photo(?:graph)?s? (?:source|credits?|by|courtesy)|image (?:source|credits?)|crédits? photos?|photographies?"
    r"|imagen|zdjęcia?|fot\.|valokuva|kuva|quellen?|source|fuente|fonte|źródło|bron|kilde|källa)"
    r"(?:\s?[–-]\s?\w+|\s\w+)?\s?[:：]\s?\S.{0,110}"
    r"|(?:©|\(c\))\s?\w.{0,66}"
    r"|[（(【]?(?:[图圖]片?[来來]源|[图圖]源|供[图圖]|[题題][图圖]|配[图圖]|文/[图圖]|[图圖]/文|[图圖] ?[|｜])"
    r"\s?[:：/|｜]?\s?\S.{0,40}"
    r"|[（(【]?[图圖]片?\s?(?:[/／:：]|由)[^。，]{1,24}(?:提供|供[图圖])[)）】。]?",
    re.IGNORECASE,
)
_DATED = "\x01"
# 5月3日上午 begins a sentence; a name stands apart.
_GLUED = re.compile(rf"{_DATED}\w|\w{_DATED}")
_MARKS = re.compile(r"[^\w·.'’&]+|_")


def without_dates(text: str) -> str:
    """`text` with a bar in the place of each date and clock time."""
    return _without_clocks(date_pattern(text).sub("|", text)) if has_digit(text) else text


def cut_at_dates(text: str) -> str | None:
    """`without_dates`; None for a text with no whole date in it."""
    rest, dates = date_pattern(text).subn("|", text)
    return _without_clocks(rest) if dates else None


def _without_clocks(text: str) -> str:
    return _CLOCK.sub("|", text) if has_digit(text) else text


def date_pattern(text: str) -> re.Pattern[str]:
    """`DATE`, or for a text that names no month the part of it that may match there: the names are dear."""
    return DATE if NAMED_MONTHS.stand_in(text.lower()) else _NUMERIC


def is_byline(text: str) -> bool:
    """Whether a line is nothing but who wrote the text."""
    return len(text) <= _LONGEST_BYLINE and _BYLINE.fullmatch(text) is not None


def is_picture_credit(text: str) -> bool:
    """Whether a line only says whose a picture, or where a table or graph, is from."""
    if len(text) > _LONGEST or not (":" in text or "：" in text or text[:1] in "©(（【图圖"):
        return False
    if text.endswith(("?", "!", "？", "！")):
        return False  # A paper may be called Bild, and ask.
    return _OF_PICTURES.fullmatch(text) is not None


def is_credit_line(text: str) -> bool:
    """Whether a line holds nothing but dates, bylines, the origin and counts."""
    if len(text) > _LONGEST or text.endswith(("。", "！", "？")):
        return False
    digits = has_digit(text)
    if not digits and ":" not in text and "：" not in text:
        return False
    # A date is taken out before the label that it follows: its own colons would end the label's value.
    rest, dates = date_pattern(text).subn(_DATED, text) if digits else (text, 0)
    rest, told = _TOLD.subn(" ", _CLOCK.sub(" ", rest) if dates else rest)
    if not dates and not told:
        return False
    rest = _WORDS.sub(" ", _BY.sub(" ", _ROLED.sub(" ", rest)))
    glued = _GLUED.search(rest)
    rest = " ".join(_MARKS.sub(" ", rest).split()).strip(" .&'’·")
    return not rest or bool(dates and not glued and _NAMED.fullmatch(rest))
