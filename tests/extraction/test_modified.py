"""The day of the last change, where only a line over the text tells it."""

from __future__ import annotations

import pytest

from extraction import extract

TEXT = "The old bridge will be repaired, the council said on Monday, because its stones have been loose for long. "
ZH = "横跨白水河的新桥今日上午正式通车，沿线十二个村镇的居民出行更加方便，车程缩短到八分钟。"


def _modified(line: str, lang: str = "en", head: str = "") -> str | None:
    text = ZH if lang == "zh" else TEXT
    body = f"<h1>{text[:9]}</h1><div>{line}</div><div>{f'<p>{text}</p>' * 4}</div>"
    raw = f'<html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    found = extract(raw.encode(), "https://www.riverpost.example/a/bridge.html").modified
    return found.isoformat() if found else None


@pytest.mark.parametrize(
    ("line", "lang", "when"),
    [
        ("Posted Nov. 5, 2025, 4:12 p.m. | Updated Nov. 6, 2025", "en", "2025-11-06T00:00:00+00:00"),
        ("05.11.2025, 18:30 Uhr, aktualisiert am 06.11.2025, 9:15 Uhr", "de", "2025-11-06T09:15:00+00:00"),
        ("2025-11-05 09:00 更新时间：2025-11-05 11:30", "zh", "2025-11-05T11:30:00+08:00"),
        ("2025-11-05 09:00 来源：城市更新 2025-11-05 08:30", "zh", None),
        ("更新时间：2025-11-05 11:30", "zh", None),
        ("Posted Nov. 5, 2025 | Updated Nov. 4, 2025", "en", None),
        ("Nov. 5, 2025 - Updated prices for the ferry are valid from Dec. 1, 2025", "en", None),
    ],
    ids=["english", "german", "chinese", "a word", "the only date", "before it", "a sentence"],
)
def test_a_line_tells_of_a_change(line: str, lang: str, when: str | None) -> None:
    assert _modified(line, lang) == when


def test_what_the_page_tells_its_readers_machines_comes_first() -> None:
    head = '<meta property="article:modified_time" content="2025-11-07T08:00:00+01:00">'
    assert _modified("Posted Nov. 5, 2025 | Updated Nov. 6, 2025", head=head) == "2025-11-07T08:00:00+01:00"
    zoned = '<meta property="article:published_time" content="2025-11-05T08:00:00+01:00">'
    assert _modified("Nov. 5, 2025 | Updated: Nov. 6, 2025, 9:00", head=zoned) == "2025-11-06T09:00:00+01:00"
