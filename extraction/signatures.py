"""Who signed a text in Russian, Ukrainian, Korean, Arabic or Japanese, where lines of it say so in a fixed form.

`Автор: Мария Соколова`; `김민수 기자 =`, `기자명 김민수`; `كتب: أحمد سالم`; `【川岸＝山田太郎】`. What these
languages put into structured data and metas comes first: they are asked only where nothing else names anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extraction.dates import MONTHS

SIGNED = frozenset(("ru", "uk", "be", "bg", "ko", "ar", "fa", "ja"))
"""The languages of these forms."""
_LONGEST = 120
_NAME = r"[А-ЯЁІЇЄҐ][а-яёіїєґ'’]{1,20}(?:-[А-ЯЁІЇЄҐ][а-яёіїєґ'’]{1,20})?"
_CYRILLIC = rf"{_NAME}(?: [А-ЯЁІЇЄҐ]\.){{0,2}}(?: {_NAME}){{1,2}}"
_LED_CYRILLIC = re.compile(
    r"^(?:Авторы?|Автори|Текст|Корр?еспондент|Журнал[иі]ст(?:ка)?)\s?[:：]\s?"
    rf"(?P<names>{_CYRILLIC}(?:(?:, | и | та ){_CYRILLIC}){{0,4}})(?=[\s.,|•·—–]|$)"
)
_KOREAN = re.compile(
    r"(?:^|(?<=[\s\])|=]))(?P<name>(?:[가-힣]{2,4}(?:·|, ?)){0,4}[가-힣]{2,4}) ?(?:[가-힣]{2,4}(?=기자))?기자"
    r"(?=\s*(?:[=|(\[]|[\w.+-]{1,40}@|$)|\s+(?:입력|승인|수정|등록|송고|\d))"
    r"|기자명\s?:?\s?(?P<after>[가-힣]{2,4})(?![가-힣])"
)
# What stands before 기자 (reporter) and is no name: our, the, photo, trainee, several …
_NO_KOREANS = frozenset(
    (
        "본지 취재 사진 전문 담당 현장 시민 온라인 디지털 편집 외신 "
        "여러 다른 동료 선배 후배 일부 인턴 수습 객원 선임 해당 방송 특파 기자 등록 관련"
    ).split()
)
_ARABIC_WORD = r"[\u0621-\u064a]{2,15}"
_ARABIC = re.compile(
    r"^(?:كتب|كتبت|بقلم|إعداد|اعداد|تقرير)\s?[:：/-]\s?"
    rf"(?P<names>{_ARABIC_WORD}(?: {_ARABIC_WORD}){{1,3}})\s*(?:$|[-–—|,،:\d])"
)
_PERSON = r"[\u3040-\u30ff\u4e00-\u9fff]{2,7}"
_JAPANESE = re.compile(rf"^[【〔][^【】〔〕＝=]{{1,12}}[＝=](?P<names>{_PERSON}(?:[、・]{_PERSON}){{0,3}})[】〕]")
_ALL = re.compile(r"\s*(?:,|، | и | та |、|・|·)\s*")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_FIRST = frozenset("АТКЖكبإات【〔")
_MONTHS = frozenset(MONTHS)


def signed_in(lines: Iterable[str]) -> tuple[str, ...]:
    """The people that the first signed of `lines` names; none where none of them is."""
    for line in lines:
        if not line.isascii() and (names := _names(line[:_LONGEST].strip())):
            return names
    return ()


def is_signature(line: str) -> bool:
    """Whether a line says nothing but who wrote the text, or where they get mail."""
    if "@" in line[:65]:
        return _ADDRESS.fullmatch(line) is not None
    if line.isascii() or len(line) > _LONGEST or line[:1] not in "АТКЖ":
        return False
    found = _LED_CYRILLIC.match(line)
    return found is not None and not line[found.end("names") :].strip(" .,|•·—–")


def _names(line: str) -> tuple[str, ...]:
    if line[:1] in _FIRST:
        found = _LED_CYRILLIC.match(line) or _ARABIC.match(line) or _JAPANESE.match(line)
        if found:
            return tuple(n for n in _ALL.split(found["names"]) if n.casefold() not in _MONTHS)
    if "기자" in line:
        told = (name for m in _KOREAN.finditer(line) for name in _ALL.split(m["name"] or m["after"]))
        return tuple(dict.fromkeys(n for n in told if n not in _NO_KOREANS))
    return ()
