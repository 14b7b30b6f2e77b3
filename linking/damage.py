"""Pinyin put in brackets, taken off folded text.

Folding is less careful than `linking.repair`: what it takes off wrongly is taken off both sides.
"""

from __future__ import annotations

import re
import unicodedata

# Initials and finals of Hanyu Pinyin (ISO 7098); combinations that do not occur do no harm here.
_SYLLABLE = (
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    r"(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|van|ai|ei|ao|ou|an|en|er|in|ia|ie|iu|ua|uo|ui|un|ue|ve|vn|a|o|e|i|u|v)"
)
_PINYIN = re.compile(rf"(?<=[\u3400-\u9fff])\(({_SYLLABLE})\)")
_BRACKETED = re.compile(r"(?<=[\u3400-\u9fff])\(([a-zü\u00e0-\u01dc]{1,6})\)")
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")


def without_pinyin(text: str) -> str:
    """Folded text without the pinyin that stands in brackets after a Han character: 开发(fa)区(qu) → 开发区.

    Only one whole syllable counts, so 世卫组织(who) and 部门(a) keep … except where an abbreviation happens to be one.
    """
    if "(" not in text:
        return text
    return _BRACKETED.sub(lambda found: "" if _is_syllable(found[1]) else found[0], _PINYIN.sub("", text))


def _is_syllable(letters: str) -> bool:
    plain = _TONES.sub("", unicodedata.normalize("NFD", letters)).replace("u\u0308", "v")
    return re.fullmatch(_SYLLABLE, plain) is not None
