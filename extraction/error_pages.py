"""Headings of error pages, told from headlines of news that hold the same words: a man who cannot find his home."""

from __future__ import annotations

import re

# What one of them holds: the cheap test before the dear ones.
_SIGNS = re.compile(
    r"(?<!\d)(?:404|403|410|500|502|503)(?!\d)|not found|page (?:cannot|can't|could not) be found"
    r"|access denied|forbidden|bad gateway|service unavailable|internal server error|just a moment|attention required"
    r"|are you a (?:robot|human)|captcha"
    r"|nicht gefunden|existiert nicht|introuvable|no encontrada|non trovata|nie znaleziono|seite nicht|fehler\s?\d{3}"
    r"|没有找到|找不到|不存在|已被?[删刪]除|[无無]法[访訪][问問]|出[错錯]了|[访訪][问問]被拒[绝絕]|安全[验驗][证證]|[维維][护護]|[见見]つかりません",
    re.IGNORECASE,
)
# A site's name stands behind such a mark.
_PARTS = re.compile(r"[\n_|｜–—·]|\s-\s")
_NUMBER = re.compile(
    r"\W*+(?:(?:http|error|fehler|erreur|status|code|错误|錯誤)\W*+)*+(?:404|403|410|500|502|503)(?!\d)"
    r"(?:\W|error|fehler|not|found|page|forbidden|gone|bad|gateway|internal|server|service|temporarily|unavailable"
    r"|[错錯][误誤]|[页頁]面|找不到|不存在|了)*+",
    re.IGNORECASE,
)
_THING = re.compile(
    r"\b(?:page|site|url|file|article|content|document|resource|server|address|seite|artikel|inhalt|página|pagina|strona)\b"
    r"|ページ|記事",
    re.IGNORECASE,
)
_HAN_THING = (
    r"(?:[页頁]面?|[网網][址站]|文章|信息|[内內]容|[栏欄]目|地址|[资資]源|[链鏈]接|[连連][结結]|文件|稿件|帖子|主[题題]"
    r"|[频頻]道|站[点點])"
)
_HAN_GONE = r"(?:没有找到|找不到|不存在|已被?[删刪]除|[无無]法[访訪][问問])"
_HAN = re.compile(
    rf"{_HAN_THING}[^，。！？\s]{{0,8}}{_HAN_GONE}了?(?:或\S{{0,16}})?(?:[，,。！!；;]\s?[请請]\S{{0,24}})?\W*$"
    rf"|{_HAN_GONE}[^，。！？\s]{{0,8}}{_HAN_THING}了?\W*$"
    r"|(?:[访訪][问問]被拒[绝絕]|安全[验驗][证證])\W*$"
    r"|^(?:[网網]站|系[统統]|站[点點]|本站)(?:正在|正)?(?:[升][级級]|[维維][护護]|[维維]修){1,2}中?(?:[，,。！!]\s?[请請给給]\S{0,24})?\W*$"
)
_LONGEST = 60
# Characters that may stand around words that are all of the heading: Sorry!, 抱歉.
_AROUND = 8


def is_error_heading(headings: str) -> bool:
    """Whether one of `headings`, which stand on lines, is that of an error page."""
    if _SIGNS.search(headings) is None:
        return False
    return any(_is_error(part.strip()) for part in _PARTS.split(headings) if len(part) <= _LONGEST)


def _is_error(part: str) -> bool:
    sign = _SIGNS.search(part)
    if sign is None:
        return False
    if _NUMBER.fullmatch(part) or _HAN.search(part):
        return True
    if sign[0].isdigit() or sign[0] in ("维护", "維護"):
        return False
    return len(part) - len(sign[0]) <= (_AROUND if part.isascii() else 4) or _THING.search(part) is not None
