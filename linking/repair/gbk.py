"""Single characters and their two bytes in GBK."""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC

LEADS = range(0x81, 0xFF)
LOST_TRAILS = range(0x80, 0xFF)
"""Trail bytes that cannot be read when they stand alone; those below show as ASCII signs."""


@lru_cache(maxsize=4096)
def pair_of(char: str) -> tuple[int, int] | None:
    """The two bytes of a character; None for one that has not two (ASCII, or not in GBK)."""
    for codec in ("gbk", "gb18030"):
        try:
            raw = char.encode(codec)
        except UnicodeEncodeError:
            continue
        return (raw[0], raw[1]) if len(raw) == 2 else None
    return None


@lru_cache(maxsize=32768)
def char_of(lead: int, trail: int) -> str | None:
    """The character of two bytes; None where there is none."""
    try:
        return bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return None


@cache
def column(trail: int) -> tuple[str, ...]:
    """The characters whose second byte is `trail`."""
    return tuple(char for lead in LEADS if (char := char_of(lead, trail)))


@lru_cache(maxsize=4096)
def unjoined(lead: int, following: int) -> tuple[str, ...]:
    """The characters whose first byte is `lead` and whose second makes no character with the byte `following`, and
    cannot be read when it stands alone."""
    return tuple(char for trail in LOST_TRAILS if (char := char_of(lead, trail)) and char_of(trail, following) is None)


@lru_cache(maxsize=4096)
def pair_before_conversion(char: str) -> tuple[int, int] | None:
    """The two bytes of the simplified character that a conversion to traditional script has made `char` of."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return pair_of(str(converter("t2s").convert(char)))
    return pair_of(char)


@cache
def converter(config: str) -> OpenCC:
    """OpenCC with one of its configurations."""
    return OpenCC(config)
