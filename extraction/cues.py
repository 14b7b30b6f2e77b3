"""Phrases of page furniture, in several languages: what tells a share bar or a cookie notice from a paragraph."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

CUES = {
    "cookie": "cookie|cookies|consent|privacy policy|datenschutz|einwilligung|adblock|javascript|browser|terms of use"
    "|terms of service|impressum|plik|consentement|consentimiento|隐私|隱私|プライバシー",
    "comment": "comment|comments|kommentar|kommentare|commentaires|comentarios|reply|antworten|log in|sign in|login"
    "|anmelden|registrieren|评论|評論|コメント|登录|登錄|注册",
    "subscribe": "subscribe|subscription|subscribers|newsletter|newsletters|abonnieren|abonnement|abonnés|abonner"
    "|sign up|donate|download|app store|kostenlos|suscríbete|订阅|訂閱|关注|關注|公众号|客户端|メルマガ",
    "share": "share|teilen|partager|compartir|condividi|facebook|twitter|whatsapp|instagram|telegram|分享|シェア|微信"
    "|微博|扫一扫|二维码|扫码",
    "copyright": "©|copyright|all rights reserved|alle rechte|tous droits|icp备|公安备|版权所有|版權所有|转载|轉載"
    "|無断",
    "ad": "advertisement|advertising|anzeige|werbung|publicidad|publicité|sponsored|promoted|广告|廣告|広告",
    "more": "read more|read also|also read|see also|more on|more from|related|lesen sie|mehr zum|mehr dazu|weiterlesen"
    "|lire aussi|à lire|leer más|lea también|leggi anche|czytaj|baca juga|lees ook|läs mer|click here|learn more"
    "|更多|相关|相關|関連|続きを|推荐阅读|延伸阅读",
    "credit": "getty|reuters|photo by|photograph|foto:|bild:|picture alliance|image:|credit|dpa|afp|资料图|供图|配图"
    "|图片来源|摄影|撮影|写真",
}
"""Family → phrases in lower case; letters must stand alone, ideographs may stand anywhere."""

_PHRASES = tuple(
    (bit, phrase, phrase[0].isascii() and phrase[0].isalpha(), phrase[-1].isascii() and phrase[-1].isalpha())
    for bit, phrases in enumerate(CUES.values())
    for phrase in phrases.split("|")
)
# A long paragraph may speak of anything further on.
_HEAD = 300


def cue_masks(texts: Sequence[str]) -> list[int]:
    """Of each text in lower case: a bit for each family that its first 300 characters show."""
    heads = [text[:_HEAD] for text in texts]
    masks = [0] * len(heads)
    for bit, where in found(heads, _PHRASES):
        masks[where] |= 1 << bit
    return masks


def found(texts: Sequence[str], phrases: Sequence[tuple[int, str, bool, bool]]) -> list[tuple[int, int]]:
    """(bit, index of the text) for each place where a phrase stands; the flags ask for no letter before or after it.

    The texts are searched as one: a search in C for each phrase, whatever the number of texts.
    """
    whole = "\n".join(texts)
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    places = []
    for bit, phrase, before, after in phrases:
        at = whole.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            if not (before and _is_letter(whole[at - 1 : at])) and not (after and _is_letter(whole[end : end + 1])):
                where = bisect_right(starts, at) - 1
                places.append((bit, where))
                # One place in a text says it.
                end = starts[where + 1]
            at = whole.find(phrase, end)
    return places


def _is_letter(char: str) -> bool:
    return char.isalpha() and char < "\u0590"
