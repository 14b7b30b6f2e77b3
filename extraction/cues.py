"""Phrases of page furniture, in several languages: what tells a share bar or a cookie notice from a paragraph."""

from __future__ import annotations

import re

CUES = {
    "cookie": "cookie|cookies|consent|privacy policy|datenschutz|einwilligung|adblock|javascript|browser|terms of use"
    "|terms of service|impressum|plik|consentement|consentimiento|隐私|隱私|プライバシー",
    "comment": "comment|comments|kommentar|kommentare|commentaires|comentarios|reply|antworten|log in|sign in|login"
    "|anmelden|registrieren|评论|評論|コメント|登录|登錄|注册",
    "subscribe": "subscribe|subscription|subscribers|newsletter|newsletters|abonnieren|abonnement|abonnés|abonner"
    "|sign up|donate|download|app store|kostenlos|suscríbete|订阅|訂閱|关注|關注|公众号|客户端|メルマガ",
    "share": "share|teilen|partager|compartir|condividi|facebook|twitter|whatsapp|instagram|telegram|分享|シェア|微信"
    "|微博|扫一扫|二维码|扫码",
    "copyright": "copyright|all rights reserved|alle rechte|tous droits|备案|公安备|版权所有|版權所有|转载|轉載|無断",
    "ad": "advertisement|advertising|anzeige|werbung|publicidad|publicité|sponsored|promoted|广告|廣告|広告",
    "more": "read more|read also|also read|see also|more on|more from|related|lesen sie|mehr zum|mehr dazu|weiterlesen"
    "|lire aussi|à lire|leer más|lea también|leggi anche|czytaj|baca juga|lees ook|läs mer|click here|learn more"
    "|更多|相关|相關|関連|続きを|推荐阅读|延伸阅读",
    "credit": "getty|reuters|photo by|photograph|foto:|bild:|picture alliance|image:|credit|dpa|afp|资料图|供图|配图"
    "|图片来源|摄影|撮影|写真",
}
"""Family → phrases in lower case; a word in letters must stand alone, ideographs may stand anywhere."""

_WORD = re.compile(r"\w+")
MARKS = ".,:;!?)]}»”’'\"…|/"
_PREFIX = 3
HEAD = 300
"""Characters looked at: a long paragraph may speak of anything further on."""


def _table() -> dict[str, list[tuple[int, str, bool]]]:
    """First letters of the first word → bit, phrase, and whether it is one word."""
    table: dict[str, list[tuple[int, str, bool]]] = {}
    for bit, phrases in enumerate(CUES.values()):
        for phrase in phrases.split("|"):
            if phrase[0] < _WIDE:
                table.setdefault(phrase[:_PREFIX], []).append((bit, phrase, _WORD.fullmatch(phrase) is not None))
    return table


_WIDE = "\u2e80"
BY_PREFIX = _table()
IDEOGRAPHS = tuple(
    (1 << bit, phrase)
    for bit, phrases in enumerate(CUES.values())
    for phrase in phrases.split("|")
    if phrase[0] >= _WIDE
)
_SIGN = 1 << list(CUES).index("copyright")


def cue_mask(text: str, wide: bool) -> int:
    """A bit for each family that the first 300 characters of a text in lower case show; `wide`: it has ideographs."""
    head = text[:HEAD]
    mask = _SIGN if "©" in head else 0
    for word in head.split():
        for bit, phrase, alone in BY_PREFIX.get(word[:_PREFIX], ()):
            if word.rstrip(MARKS) == phrase if alone else phrase in head:
                mask |= 1 << bit
    if wide:
        for sign, phrase in IDEOGRAPHS:
            if phrase in head:
                mask |= sign
    return mask
