"""The service in a real server on loopback, asked by a real client."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import feedparser
import httpx
import pytest
from lxml import etree


@pytest.mark.parametrize("ending", ["rss", "atom"])
def test_self_is_where_it_was_fetched(address: str, ending: str) -> None:
    asked = f"{address}/articles.{ending}?q=%E9%A2%A8%E7%AE%8F&reprints=all&limit=5"
    answer = httpx.get(asked, timeout=60)
    (own,) = etree.fromstring(answer.content).xpath("//*[local-name()='link'][@rel='self']/@href")
    assert own == asked == str(answer.url)
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo and len(parsed.entries) == 3


def test_head_and_304_over_the_wire(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60) as client:
        first = client.get("/articles.json")
        assert first.headers["content-encoding"] == "gzip"
        head = client.head("/articles.json")
        assert head.content == b"" and head.headers["content-length"] == first.headers["content-length"]
        again = client.get("/articles.json", headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304 and again.content == b""
        # The connection is still good after an answer without a body.
        assert client.get("/healthz").text.startswith("ok")


def test_many_readers_at_once(address: str) -> None:
    addresses = [
        f"{address}/{path}" for path in ("articles.rss", "sources/weifang.atom", "stories/1.json", "articles/1")
    ]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(partial(httpx.get, timeout=60), addresses * 10))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == len(addresses)
