"""Repair of polluted copies: what was damaged comes back, what is healthy stays, and everything is told by place."""

from __future__ import annotations

import importlib
import importlib.util
import random
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linking import Damage, Repaired, fold, repair
from linking.repair.likelihood import Likelihood, likelihood
from linking.repair.own import OwnWords
from linking.repair.quotes import unpaired
from linking.repair.words import States, Words, words
from tests.linking.texts import paragraphs

TOP = Path(__file__).resolve().parents[2]
_SPEC = importlib.util.spec_from_file_location("repair_damage", TOP / "bench" / "repair" / "damage.py")
assert _SPEC is not None and _SPEC.loader is not None
generator = sys.modules[_SPEC.name] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(generator)
Recipe, damage, toned = generator.Recipe, generator.damage, generator.toned

# `linking.repair` is the function, too.
REPAIR = importlib.import_module("linking.repair.text")
SEED = TOP.parent / "shared" / "data" / "seed" / "article.txt"
INVENTED = (
    "河湾镇的环保科学展览昨天开幕。总投资两亿元的新馆位于福建路，由市里的环保局和学校共同管理。",
    "镇长表示，非常感谢大家的支持。科学馆今后每周开放六天，周一停运检修；学生可以免费参观。",
    "居民说：“这里过去是停车场，现在变成了公园。”旁边的海湾渡口也将改建，预计明年夏天完工。",
)


def check(text: str) -> Repaired:
    """Every mend is where it says, and the mends are the whole difference."""
    done = repair(text)
    rebuilt, at = "", 0
    for one in done.mends:
        assert at <= one.start and text[one.start : one.start + len(one.before)] == one.before != one.after
        rebuilt += text[at : one.start] + one.after
        at = one.start + len(one.before)
    assert rebuilt + text[at:] == done.text
    return done


@pytest.mark.parametrize(
    ("damaged", "healthy", "kinds"),
    [
        pytest.param("昨日開發(fā)區(qū)開放。", "昨日開發區開放。", ["pinyin"] * 2, id="tone marks"),
        pytest.param("昨日开发(fa)区(qu)开放。", "昨日开发区开放。", ["pinyin"] * 2, id="simplified, no tones"),
        pytest.param("昨日開發區(kāifāqū)開放。", "昨日開發區開放。", ["pinyin"], id="several characters"),
        pytest.param("昨日開發區（kāi fā qū）開放。", "昨日開發區開放。", ["pinyin"], id="full width and spaces"),
        pytest.param(
            "綠(lǜ)色、女(nǚ)生、環(huáɡ huán)", "綠色、女生、環(huáɡ huán)", ["pinyin"] * 2, id="ü; no reading"
        ),
        pytest.param("鎮上的環??茖W館", "鎮上的環保科學館", ["shifted"], id="ends as a letter"),
        pytest.param("鎮上的環(huán)??茖W館", "鎮上的環保科學館", ["pinyin", "shifted"], id="after pinyin"),
        pytest.param("It\u00e2\u20ac\u2122s caf\u00c3\u00a9 time", "It’s café time", ["misread"] * 2, id="misread"),
    ],
)
def test_damage_is_undone(damaged: str, healthy: str, kinds: list[str]) -> None:
    done = check(damaged)
    assert done.text == healthy
    assert [one.kind.value for one in done.mends] == kinds


@pytest.mark.parametrize(
    "healthy",
    [
        *INVENTED,
        "真的吗??我不信!!怎么会这样?!太好了~~",
        "滟滪(yàn yù)滩在峡口；蕲(qí)春的鳜鱼上市了。",
        "好转。????",
        "世卫组织(who)和部门(a)的报告(pdf)里写着(no)。",
        "作者:王小明(编辑) 电话:010-1234;传真:(010)5678",
        "他问:“你去不去?去的话,我也去?”“去!”",
        "x<y 且 y>z，则 x<z；设a=b。",
        "温度是20℃?不,是25℃;湿度60%!",
        "日本語の文章です。これは普通のテキストですか?はい(笑)。",
        "The cost (about a third) rose? No! It's <b>fine</b> – “really”.",
        "Не знаю (а вы?) — спросил он…",
        "Größe, çà et là, São Tomé, naïve café, œuvre – Ÿ",
        "",
    ],
)
def test_healthy_text_comes_back_as_it_is(healthy: str) -> None:
    assert repair(healthy) == Repaired(healthy)


@pytest.mark.parametrize("recipe", [Recipe(), Recipe(lost="\ufffd"), Recipe(traditional=False, pinyin=0)], ids=str)
def test_invented_articles_are_restored(recipe: generator.Recipe) -> None:
    readings = {char: toned(found[0], ord(char)) for char, found in likelihood().readings.items() if found}
    for seed, text in enumerate(INVENTED):
        done = damage(text, recipe, readings, seed)
        assert done.text != done.healthy
        assert check(done.text).text == done.healthy


def in_signs_of_copies(text: str, signs: bytes = generator.SIGNS) -> tuple[str, str]:
    """(`text` as a copy has it, in simplified script, as it was but for the width of its signs)."""
    done = damage(text, Recipe(traditional=False, pinyin=0, signs=signs), {}, 0)
    return done.text, done.healthy


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        pytest.param(
            "工程占有很重的分量。新馆已经形成规模、占有很重的分量，大家满意。", generator.SIGNS, id="own words"
        ),
        pytest.param("河湾人漂洋过海，回到家乡，开办环保科学馆。", generator.EVERY_SIGN, id="signs stay narrow"),
        pytest.param("镇上的环保科学馆开放。乱扔东西的人罚款，每次十元。", generator.SIGNS, id="only marks are left"),
    ],
)
def test_what_was_lost_is_told_by_all_of_the_text(text: str, signs: bytes) -> None:
    damaged, healthy = in_signs_of_copies(text, signs)
    assert damaged != healthy
    assert check(damaged).text == healthy


def test_marks_of_doubt_stay_in_a_damaged_text() -> None:
    damaged = "鎮上的環??茖W館開放了嗎???真的嗎???\n好???好"
    assert check(damaged).text.count("???") == 2 + ("好???好" in check(damaged).text)


def test_a_text_goes_on_as_it_does_elsewhere() -> None:
    told = OwnWords("渡口的船工林一苇说，林一苇明天不来。?苇", "?", likelihood())
    silent = OwnWords("", "?", likelihood())
    assert told.of("船工林一苇", 2) > silent.of("船工林一苇", 2) + 5
    assert told.of("上船的人", 1) <= silent.of("上船的人", 1)
    assert "一" in told.followers["林"] and "苇" not in told.followers["?"]


def test_quotes_and_brackets_come_in_pairs() -> None:
    assert [unpaired(text, 2) for text in ("他说”", "“说”", "“说“好”", "《书》《画》", "书里》")] == [1, 0, 1, 0, 1]


def test_words_go_on_and_end_as_the_table_says() -> None:
    def likely(text: str) -> float:
        states, found = words().states(text[0]), 1.0
        for before, char in pairwise(text):
            found, states = words().step(states, before, char)
            assert 0 < found < 1 and sum(share for _, share in states) == pytest.approx(1, abs=0.01)
        return found

    assert likely("，图书馆") > 100 * likely("，毛书馆")
    assert likely("，科学家") > likely("，科学裂")


def test_shifted_places_are_told_from_the_pinyin_in_them() -> None:
    done = check("環(huán)??茖W和產(chǎn)業(yè)")
    assert Counter(one.kind for one in done.mends) == {Damage.PINYIN: 3, Damage.SHIFTED: 1}


def test_folding_reads_the_repaired_text() -> None:
    assert fold("環??茖W", "環??茖W館開發(fā)區(qū)") == fold("环保科学", "环保科学馆开发区")


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("?!,:;(). \n\ufffdW環偼顿茖海保。、“”yāfaÃ©"), st.characters()), max_size=80
    )
)
def test_any_text_can_be_repaired(text: str) -> None:
    once = check(text)
    assert check(once.text).text.count("\ufffd") <= text.count("\ufffd")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_any_damage_can_be_repaired(seed: int) -> None:
    dice = random.Random(seed)
    raw = bytearray("\n".join(paragraphs(seed % 50)).encode("gbk"))
    for _ in range(20):
        at = dice.randrange(len(raw))
        raw[at : at + dice.randint(0, 2)] = bytes(dice.choices(b"?!,:;()W\xa3\xa1", k=dice.randint(0, 2)))
    check(raw.decode("gbk", "replace").replace("\ufffd", dice.choice("?\ufffd")))


def counted_steps(patch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts from now on the steps of both models."""
    steps: Counter[str] = Counter()
    step, step_of_words = Likelihood.step, Words.step

    def counted(self: Likelihood, before: str, inner: float, char: str) -> tuple[float, float]:
        steps["characters"] += 1
        return step(self, before, inner, char)

    def counted_of_words(self: Words, states: States, before: str, char: str) -> tuple[float, States]:
        steps["words"] += 1
        return step_of_words(self, states, before, char)

    patch.setattr(Likelihood, "step", counted)
    patch.setattr(Words, "step", counted_of_words)
    return steps


@pytest.mark.parametrize("piece", ["象??偼顿", "顿" * 50 + "?!", "?;?,", "(a", "偼?@", "開發(fā)!"])
def test_the_work_grows_with_the_text_and_no_faster(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = counted_steps(monkeypatch)
    counts = []
    for times in (100, 400):
        steps.clear()
        repair(piece * times)
        counts.append(steps.total())
    assert counts[1] <= 5 * counts[0] + 100_000


_HOSTILE = ("象??偼顿", "?;?,", "開發(fā)!", "人<", "?!", "偼?@", "(fā)", "\ufffd,", "顿", "“", "=環", "Ã©")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(_HOSTILE), min_size=1, max_size=4), st.integers(1, 400))
def test_the_work_on_one_text_is_bounded(pieces: list[str], times: int) -> None:
    most = 20_000
    with pytest.MonkeyPatch.context() as patch:
        counted = counted_steps(patch)
        patch.setattr(REPAIR, "MOST_STEPS", most)
        done = check("".join(pieces) * times)
    steps = counted.total()
    # The place at which the bound is reached is read to its end.
    assert steps <= 1.1 * most + 20_000
    assert done.untried or steps <= 1.1 * most


def test_what_was_not_looked_at_is_counted_and_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = "鎮上的環??茖W館開放。\n" * 40
    whole = check(damaged)
    assert (whole.untried, whole.text.count("環保科學館")) == (0, 40)
    monkeypatch.setattr(REPAIR, "MOST_STEPS", 4_000)
    part = check(damaged)
    assert 0 < len(part.mends) < 40
    assert part.untried >= part.text.count("環??茖W館") == 40 - len(part.mends)


def test_the_seed_article_is_restored() -> None:
    if not SEED.is_file():
        pytest.skip("needs ../shared, which is there only for developers and CI")
    done = check(SEED.read_text(encoding="utf-8"))
    assert [one.after for one in done.mends if one.kind is Damage.SHIFTED] == [
        "。總投資",
        "保科學",
        "。總投資",
        "。總投資",
    ]
    assert "(" not in done.text.replace("(通訊員", "")
    assert "?" not in done.text
