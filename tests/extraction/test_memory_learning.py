"""Layouts side by side, layouts that go, order, bounds, and what is written down."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from extraction import Hints, extract
from extraction.memory import freeze, learn, recollect
from extraction.memory.learning import MOST_LAYOUTS
from kitewire.site_memory import Lesson, Observation, SiteMemory, layout_from_dict, layout_to_dict
from kitewire.source import Field, Source
from kitewire.source_files import dump_source, parse_source
from tests.extraction.site_pages import BEGAN, STANDING, known, lesson, page, paragraphs, read, taught

OLD, NEW = "div.story > div.text", "section.piece > div#copy"


def bodies(memory: SiteMemory) -> set[str]:
    """The places of the layouts in use."""
    recalled = recollect(memory)
    return {one.body for one in recalled.layouts} if recalled else set()


def pages(first: int, until: int, layout: str) -> list[bytes]:
    return [page(n, layout) for n in range(first, until)]


def test_layouts_live_side_by_side() -> None:
    memory = taught(*(page(n, "new" if n % 3 == 0 else "old") for n in range(40)))
    assert bodies(memory) == {OLD, "div#copy"}
    assert memory.changed_since is None
    assert read(page(50, "new"), 50, recollect(memory)).body == "\n".join(paragraphs(50))
    assert read(page(50, "old"), 50, recollect(memory)).body == "\n".join(paragraphs(50))


def test_one_odd_page_is_no_change_of_layout() -> None:
    memory = taught(*pages(0, 8, "old"))
    memory = taught(page(8, "new"), memory=memory, first=8)
    memory = taught(*pages(9, 12, "old"), memory=memory, first=9)
    assert memory.changed_since is None
    assert bodies(memory) == {OLD}


def test_a_change_of_layout_is_noticed_and_learned() -> None:
    memory = taught(*pages(0, 8, "old"))
    memory = taught(*pages(8, 12, "new"), memory=memory, first=8)
    assert memory.changed_since is None
    memory = taught(page(12, "new"), memory=memory, first=12)
    assert memory.changed_since == BEGAN + timedelta(hours=8)
    assert bodies(memory) == {"div#copy"}
    gone = next(one for one in memory.layouts if one.body == OLD)
    assert gone.changed_since == BEGAN + timedelta(hours=8)
    assert read(page(20, "new"), 20, recollect(memory)).body == "\n".join(paragraphs(20))


def test_pages_are_read_generically_between_the_old_layout_and_the_new_one() -> None:
    changing = ["old", "new", "other", "another", "new", "other"]
    memory = taught(*pages(0, 8, "old"))
    for number, name in enumerate(changing[1:], 8):
        raw = page(number, "new").replace(b'id="copy"', f'id="{name}"'.encode())
        memory = taught(raw, memory=memory, first=number)
    assert memory.changed_since is not None
    assert bodies(memory) == set()
    assert read(page(20, "new"), 20, recollect(memory)) == read(page(20, "new"), 20)


def test_a_layout_that_comes_back_is_used_again() -> None:
    memory = taught(*pages(0, 8, "old"))
    memory = taught(*pages(8, 14, "new"), memory=memory, first=8)
    memory = taught(page(14, "old"), memory=memory, first=14)
    assert memory.changed_since is None
    assert bodies(memory) == {OLD, "div#copy"}


def test_another_section_with_a_layout_of_its_own_is_no_change() -> None:
    memory = taught(*pages(0, 8, "old"))
    memory = taught(*pages(8, 30, "new"), memory=memory, first=8, section="blogs")
    assert memory.changed_since is None
    assert bodies(memory) == {OLD, "div#copy"}


def test_the_order_within_a_batch_changes_nothing() -> None:
    lessons = [lesson(page(n, "new" if n % 4 == 0 else "old"), n) for n in range(12)]
    memory = learn(SiteMemory(), lessons)
    for seed in range(5):
        random.Random(seed).shuffle(lessons)
        assert learn(SiteMemory(), lessons) == memory


def test_a_lesson_that_is_not_fresh_counts_while_all_articles_can_be_told_apart() -> None:
    few = learn(SiteMemory(), [lesson(page(n), n, fresh=False) for n in range(5)])
    assert few.pages == 5
    assert learn(few, [lesson(page(n), n, fresh=False) for n in range(5)]) == few


def made_up(number: int, rng: random.Random) -> Observation:
    """A page with as much on it as an observation holds; some of it repeats."""
    blocks = tuple((rng.randrange(2**48) if n > 30 else n, "市" * 40) for n in range(100))
    kinds = tuple((f"div.some-long-name-{rng.randrange(200)} > p.some-long-name", 0.5) for _ in range(40))
    places = tuple((field, f"div.some-{rng.randrange(9)} > p.x") for field in ("title", "published", "related"))
    texts = tuple(rng.randrange(2**48) for _ in range(3))
    section = f"host.example/{rng.randrange(100)}"
    body = f"div.layout-{rng.randrange(20)}"
    return Observation(rng.randrange(2**48), number + 1, texts, section, body, places, blocks, kinds)


def test_a_memory_stays_small_and_comes_back_from_its_json_as_it_was() -> None:
    rng = random.Random(3)
    memory = SiteMemory()
    for number in range(600):
        memory = learn(memory, [Lesson(made_up(number, rng), BEGAN + timedelta(minutes=number))])
    assert len(memory.layouts) <= MOST_LAYOUTS
    for layout in memory.layouts:
        text = json.dumps(layout_to_dict(layout))
        assert len(text) < 64_000
        assert layout_from_dict(json.loads(text)) == layout


def test_one_layout_with_much_on_its_pages_stays_small() -> None:
    rng = random.Random(4)
    memory = SiteMemory()
    for number in range(500):
        seen = made_up(number, rng)
        one = Observation(seen.article, seen.title, seen.texts, seen.section, OLD, seen.places, seen.blocks, seen.kinds)
        memory = learn(memory, [Lesson(one, BEGAN)])
    assert memory.pages == 500
    assert len(json.dumps(layout_to_dict(memory.layouts[0]))) < 64_000


def test_what_stands_no_longer_on_the_pages_is_forgotten() -> None:
    memory = taught(*(page(n) for n in range(10)))
    later = taught(*(page(n, standing="") for n in range(10, 140)), memory=memory, first=10)
    assert STANDING in read(page(200), 200, recollect(later)).body


def test_a_frozen_memory_is_a_template_that_loads_and_reads() -> None:
    memory = taught(*pages(0, 8, "old"))
    source = Source("courier", "https://courier.example/", templates=freeze(memory))
    loaded = parse_source(dump_source(source), "courier.toml")
    assert loaded == source
    got = extract(page(30), "https://courier.example/news/30.html", Hints(templates=loaded.templates, lang="en"))
    assert got.body == "\n".join(paragraphs(30))
    assert got.title == "Bridge 30 of Calder will be closed"
    assert {rule.field for rule in loaded.templates[0].rules} == {Field.TITLE, Field.BODY, Field.PUBLISHED, Field.STRIP}


def test_nothing_is_frozen_before_anything_is_proven() -> None:
    assert freeze(taught(page(1), page(2))) == ()
    assert known() is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["old", "new"])), max_size=25))
def test_each_article_counts_once_however_often_it_comes(visits: list[tuple[int, str]]) -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    memory = SiteMemory()
    for number, layout in visits:
        places = {"old": OLD, "new": NEW}
        seen = Observation(number + 1, number + 100, (number, number + 50, number + 90), "s", places[layout])
        memory = learn(memory, [Lesson(seen, at)])
    assert memory.pages == len({number for number, _ in visits})
