"""Lists that a site shows on most of its articles belong to none of them; what is tied to one article stays."""

from __future__ import annotations

from extraction import Hints, extract
from extraction.memory import freeze
from kitewire.site_memory import Recollection, layout_from_dict, layout_to_dict
from kitewire.source import Field, Rule, Template
from tests.extraction.site_pages import known, listed, paragraphs, read, taught, url

HOT = (1001, 1002, 1003, 1004)


def own(number: int) -> tuple[int, ...]:
    """What the outlet ties to the article of that number alone."""
    return (number * 10 + 2000, number * 10 + 2001)


def numbers(number: int, raw: bytes, memory: Recollection | None) -> list[int]:
    """The numbers of the related entries that a reading finds."""
    return [int(str(e.url).rpartition("/")[2].removesuffix(".html")) for e in read(raw, number, memory).related]


def test_a_list_that_is_the_same_on_most_articles_belongs_to_none() -> None:
    raw = listed(30, ("Related articles", HOT))
    memory = known(*(listed(n, ("Related articles", HOT)) for n in range(6)))
    assert numbers(30, raw, None) == list(HOT)
    assert numbers(30, raw, memory) == []


def test_its_lines_do_not_come_into_the_text() -> None:
    memory = known(*(listed(n, ("Related articles", HOT)) for n in range(8)))
    assert read(listed(30, ("Related articles", HOT)), 30, memory).body == "\n".join(paragraphs(30))


def test_an_articles_own_list_beside_it_stays() -> None:
    def both(number: int) -> bytes:
        return listed(number, ("Related articles", own(number)), ("You may also like", HOT))

    memory = known(*map(both, range(6)))
    assert numbers(30, both(30), None) == [*own(30), *HOT]
    assert numbers(30, both(30), memory) == list(own(30))


def test_what_is_new_in_such_a_list_goes_with_it() -> None:
    memory = known(*(listed(n, ("Related articles", HOT)) for n in range(6)))
    assert numbers(30, listed(30, ("Related articles", (1009, *HOT[:3]))), memory) == []


def test_few_articles_prove_nothing() -> None:
    memory = known(*(listed(n, ("Related articles", HOT)) for n in range(4)))
    assert memory is not None
    assert numbers(30, listed(30, ("Related articles", HOT)), memory) == list(HOT)


def test_the_list_of_a_topic_that_many_articles_tell_of_stays() -> None:
    pages = [listed(n, ("Related articles", HOT if n % 3 == 0 else own(n))) for n in range(30)]
    assert numbers(33, listed(33, ("Related articles", HOT)), known(*pages)) == list(HOT)


def test_a_single_entry_that_stands_in_most_lists_stays_with_the_others() -> None:
    pages = [listed(n, ("Related articles", (*own(n), 1001))) for n in range(8)]
    assert numbers(30, listed(30, ("Related articles", (*own(30), 1001))), known(*pages)) == [*own(30), 1001]


def test_a_list_that_a_rule_of_the_source_names_stays() -> None:
    rule = Template("story", (Rule(Field.RELATED, "css", "div.box0"),))
    memory = known(*(listed(n, ("Related articles", HOT)) for n in range(6)))
    raw = listed(30, ("Related articles", HOT))
    found = extract(raw, url(30), Hints(memory=memory, templates=(rule,), lang="en")).related
    assert [e.url for e in found] == [url(n) for n in HOT]


def test_a_list_that_left_the_site_may_come_back_as_an_articles_own() -> None:
    pages = [listed(n, ("Related articles", HOT if n < 6 else own(n))) for n in range(20)]
    assert numbers(30, listed(30, ("Related articles", HOT)), known(*pages)) == list(HOT)


def test_a_frozen_template_names_no_place_of_a_list_of_the_whole_site() -> None:
    def fields(*pages: bytes) -> set[Field]:
        return {rule.field for template in freeze(taught(*pages)) for rule in template.rules}

    assert Field.RELATED in fields(*(listed(n, ("Related articles", own(n))) for n in range(8)))
    assert Field.RELATED not in fields(*(listed(n, ("Related articles", HOT)) for n in range(8)))


def test_entries_are_remembered_with_bounds_and_written_down() -> None:
    memory = taught(*(listed(n, ("Related articles", [*range(n * 20, n * 20 + 18), *HOT])) for n in range(40)))
    (layout,) = memory.layouts
    assert len(layout.entries) <= 300
    assert sorted(one.articles for one in layout.entries.values())[-4:] == [40] * 4
    assert layout_from_dict(layout_to_dict(layout)) == layout
