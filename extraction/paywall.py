"""Whether an article is paid for: what its data says, and the words of a wall."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from extraction.blocks import Block
from extraction.view import JsonObject, PageView

# In small letters.
_PAY = re.compile(
    r"subscribe to (?:continue|read|keep)|subscribers? only|to continue reading|already a subscriber|weiterlesen mit"
    r"|jetzt weiterlesen|réservé aux abonnés|abonnez-vous pour|suscríbete para|para seguir leyendo|abbonati per"
    r"|riservato agli abbonati|订阅后|付费后|付費後|登录后(?:可)?(?:查看|阅读)|开通会员|有料会員"
    r"|会員限定|残り.{0,8}文字"
)


def says_paid(view: PageView) -> bool:
    """Whether the page's data says that the article, or a part of it, is not free to read
    (https://schema.org/isAccessibleForFree)."""
    if any(_is_locked(item) for item in view.json_ld):
        return True
    marked = view.meta("isaccessibleforfree").lower() == "false"
    return marked or view.meta("article:content_tier").lower() == "locked"


def _is_locked(item: JsonObject) -> bool:
    parts: Any = item.get("hasPart")
    pieces = [item, *(parts if isinstance(parts, list) else [parts])]
    return any(isinstance(p, dict) and str(p.get("isAccessibleForFree")).lower() == "false" for p in pieces)


def asks_to_pay(blocks: Sequence[Block]) -> bool:
    """Whether some of these blocks show the words of a wall."""
    return bool(_PAY.search("\n".join(b.text for b in blocks).lower()))
