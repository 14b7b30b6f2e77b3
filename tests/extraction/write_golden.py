"""Writes what `extract` makes of each golden page beside it: `python tests/extraction/write_golden.py`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(TOP))

from extraction import extract  # noqa: E402
from kitewire.commands.extract import page_record  # noqa: E402

FOLDER = Path(__file__).parent / "golden"
# The address each page is read under; some say the date, some do not.
URLS = {
    "trs_channel": "http://www.hefeng.example/qx/202304/t20230418_1077.htm",
    "json_ld_german": "https://www.seeblick-anzeiger.example/lokales/neue-faehre-4711.html?utm_source=x",
}


def record(path: Path) -> dict[str, Any]:
    """The record of one golden page."""
    url = URLS.get(path.stem, f"https://{path.stem.replace('_', '-')}.example/news/page.html")
    return page_record(extract(path.read_bytes(), url), path.stem)


def main() -> None:
    for path in sorted(FOLDER.glob("*.html")):
        path.with_suffix(".json").write_text(json.dumps(record(path), ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(path.with_suffix(".json").name)


if __name__ == "__main__":
    main()
