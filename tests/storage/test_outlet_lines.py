"""Lines that an outlet repeats play no part when its texts are compared, whatever the order of arrival."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select

from linking.outlet_lines import HOLDERS
from storage import Database
from storage.models import ArticleRow, OutletFurnitureRow, OutletLineRow
from storage.relinking import relink
from storage.removal import remove_articles
from tests.storage.contents import contents
from tests.storage.link_world import Links, Story, links_of, save, text

RIGHTS = "本站所刊文字图片未经书面授权一律不得转载，欢迎各位读者拨打热线提供新闻线索并关注我们的公众号"
CALL = "山前网友们大家好，欢迎收看今天的山前早知道"


def holding(number: int, *, outlet: str = "hill", **more: Any) -> Story:
    """An article of its own whose text begins and ends as all of its outlet do."""
    body = f"{CALL}\n{text(100 + number, 6)}\n{RIGHTS}"
    return replace(Story(outlet, f"h{number}", f"山前网独家消息第{number}条", body, day=1 + number % 20), **more)


def furniture(database: Database) -> int:
    with database.transactions.read() as session:
        return len(session.scalars(select(OutletFurnitureRow.key)).all())


def sizes(database: Database) -> dict[str, int]:
    """Different shingles of each article's text as it is compared."""
    with database.transactions.read() as session:
        return {
            key.split("/")[1]: size for key, size in session.execute(select(ArticleRow.url_key, ArticleRow.text_size))
        }


def state(database: Database) -> tuple[dict[str, list[Any]], Links]:
    return contents(database), links_of(database)


def test_a_line_is_furniture_once_enough_articles_hold_it(any_database: Database) -> None:
    save(any_database, [holding(n) for n in range(HOLDERS - 1)])
    whole = sizes(any_database)["h0"]
    assert furniture(any_database) == 0
    save(any_database, [holding(HOLDERS)])
    assert furniture(any_database) == 2
    assert sizes(any_database)["h0"] < whole - 30, "the first ones are told again"


def test_furniture_neither_ties_nor_parts(any_database: Database) -> None:
    """Two short notices that share little but the outlet's lines are no copies; a copy elsewhere lacks the lines."""
    plain = Story("river", "plain", "河湾日报短讯", text(100, 6), day=1)
    save(any_database, [plain, *(holding(n) for n in range(7))])
    found = links_of(any_database).links
    assert {(a, b) for a, b, _, _ in found} == {("hill.example/h0", "river.example/plain")}
    with any_database.transactions.read() as session:
        assert session.scalar(select(ArticleRow.text_key).where(ArticleRow.url_key == "river.example/plain")) in set(
            session.scalars(select(ArticleRow.text_key).where(ArticleRow.url_key == "hill.example/h0"))
        ), "without the lines both say the same"


def test_other_outlets_keep_the_line(any_database: Database) -> None:
    save(any_database, [*(holding(n) for n in range(6)), holding(50, outlet="river")])
    assert sizes(any_database)["h50"] > sizes(any_database)["h0"] + 30


def test_an_article_published_many_times_loses_nothing(any_database: Database) -> None:
    """Also with small changes, and under other titles."""
    body = f"{CALL}\n{text(7, 12)}\n{RIGHTS}"
    again = [
        Story("hill", f"again{n}", f"山前网消息之{n}", body.replace("。", f"。{n}", 1), day=1 + n) for n in range(9)
    ]
    save(any_database, again)
    assert furniture(any_database) == 0


def test_half_of_a_text_always_stays(any_database: Database) -> None:
    save(any_database, [holding(n) for n in range(6)])
    brief = Story("hill", "brief", "山前网简讯一则", f"{CALL}\n渡口今日起停航三天。\n{RIGHTS}", day=9)
    save(any_database, [brief])
    assert sizes(any_database)["brief"] > 40


def test_it_is_furniture_no_more_when_holders_go(any_database: Database) -> None:
    save(any_database, [holding(n) for n in range(HOLDERS)])
    before = sizes(any_database)["h0"]
    changed = replace(holding(1), body=text(101, 6))
    save(any_database, [changed], minutes=5)
    assert furniture(any_database) == 0
    assert sizes(any_database)["h0"] > before + 30
    save(any_database, [holding(1)], minutes=9)
    assert furniture(any_database) == 2
    assert sizes(any_database)["h0"] == before


def test_a_revision_that_drops_only_the_line_counts_too(any_database: Database) -> None:
    save(any_database, [holding(n) for n in range(HOLDERS)])
    save(any_database, [replace(holding(1), body=f"{CALL}\n{text(101, 6)}")], minutes=5)
    assert furniture(any_database) == 1


def test_removing_articles_tells_it_anew(any_database: Database) -> None:
    save(any_database, [holding(n) for n in range(HOLDERS)])
    before = sizes(any_database)["h0"]
    with any_database.transactions.write() as session:
        remove_articles(session, list(session.scalars(select(ArticleRow.id).where(ArticleRow.url_key.like("%h1")))))
    assert furniture(any_database) == 0
    assert sizes(any_database)["h0"] > before + 30
    any_database.sources.remove("hill")
    assert furniture(any_database) == 0


EXPECTED: dict[str, object] = {}


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_arrival_plays_no_part(any_database: Database, seed: int) -> None:
    copies = [Story("river", f"copy{n}", f"河湾日报转载第{n}条", text(100 + n, 6), day=25) for n in range(3)]
    template = [holding(20 + n, body=f"{text(30, 9)}今日第{n}期。\n{RIGHTS}。以上。") for n in range(6)]
    stories = [*(holding(n) for n in range(8)), *copies, *template]
    random.Random(seed).shuffle(stories)
    save(any_database, stories, batch=1 + 3 * seed)
    found = (contents(any_database)["sketches"], sizes(any_database), links_of(any_database))
    assert len(found[2].links) >= 3
    assert furniture(any_database) == 2
    assert found == EXPECTED.setdefault("world", found)


def test_relinking_tells_it_anew(any_database: Database) -> None:
    save(any_database, [holding(n) for n in range(8)])
    before = state(any_database)
    with any_database.transactions.write() as session:
        session.execute(delete(OutletLineRow))
        session.execute(delete(OutletFurnitureRow))
    relink(any_database, force=True, batch=3)
    assert state(any_database) == before
    assert furniture(any_database) == 2


def test_a_line_of_very_many_articles_is_furniture_alike_or_not(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.outlet_lines.ALWAYS", 12)
    template = [
        Story("hill", f"t{n}", f"山前天气第{n}期", f"今天山前各镇多云转晴，气温{n}度。\n{RIGHTS}", day=1 + n)
        for n in range(12)
    ]
    save(any_database, template[:-1], batch=100)
    assert furniture(any_database) == 0
    save(any_database, template[-1:])
    assert furniture(any_database) == 1


def test_a_recheck_finds_nothing_changed(any_database: Database) -> None:
    save(any_database, [holding(n) for n in range(6)])
    before = state(any_database)[0]
    save(any_database, [holding(n) for n in range(6)], minutes=5)
    after = state(any_database)[0]
    assert [after[name] for name in ("articles", "sketches")] == [before[name] for name in ("articles", "sketches")]
