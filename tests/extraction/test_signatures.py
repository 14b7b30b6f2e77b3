"""Who signs a text in languages whose lines say so in a form of their own."""

from __future__ import annotations

import pytest

from extraction import extract
from extraction.signatures import is_signature, signed_in


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Автор: Мария Соколова", ("Мария Соколова",)),
        ("Авторы: Мария Соколова, Иван П. Речной-Береговой", ("Мария Соколова", "Иван П. Речной-Береговой")),
        ("Журналістка: Оксана Річкова | 5 листопада", ("Оксана Річкова",)),
        ("Автор: редакция", ()),
        ("Автор идеи Мария Соколова рассказала о проекте", ()),
        ("(강변=강변신문) 김민수 기자 = 다리가 재개통했다.", ("김민수",)),
        ("기자명 김민수", ("김민수",)),
        ("김민수 기자 minsu@river.example", ("김민수",)),
        ("김민수·박지은 기자 | 입력 2026.11.05", ("김민수", "박지은")),
        ("김민수 선임기자", ("김민수",)),
        ("온라인 기자", ()),
        ("시장은 기자 회견에서 다리를 열겠다고 말했다", ()),
        ("كتب: أحمد سالم - الخميس 5 نوفمبر 2026", ("أحمد سالم",)),
        ("بقلم: أحمد سالم النهري", ("أحمد سالم النهري",)),
        ("كتب المحافظ رسالة إلى سكان المدينة القديمة", ()),
        ("【川岸＝山田太郎】大雨で橋が流された。", ("山田太郎",)),
        ("【速報】橋が開通した。", ()),
        ("By Ann Lee", ()),
        ("", ()),
    ],
)
def test_who_signs(line: str, names: tuple[str, ...]) -> None:
    assert signed_in(["", line, "Автор: Не Тот"]) == (names or ("Не Тот",))


def test_a_signature_behind_the_text_is_no_part_of_it() -> None:
    text = "В городе Речном в четверг открыли новый мост через реку Белую, сообщила администрация. "
    paragraphs = f"<p>{text}</p><p>{text * 2}</p><p>{text}</p><p>Автор: Мария Соколова</p>"
    raw = f'<html lang="ru"><body><h1>Открыли мост</h1><div>{paragraphs}</div></body></html>'
    page = extract(raw.encode(), "http://x.example/1")
    assert page.bylines.authors == ("Мария Соколова",)
    assert page.body.endswith("сообщила администрация.")
    assert is_signature("m.sokolova@river.example")
    assert not is_signature("Write to m.sokolova@river.example")
    assert not is_signature("Автор: Мария Соколова рассказала, что мост построят за год")


@pytest.mark.parametrize(
    "piece",
    ["Автор: ", "Автор: Мария ", "김민수 기자", "가", "كتب: أحمد ", "【川岸＝", "山田、", "А", "a@", "a@b.", "김민·"],
)
@pytest.mark.timeout(60)
def test_long_runs_are_soon_done(piece: str) -> None:
    """In time that grows with its square it would take many minutes."""
    text = piece * (400_000 // len(piece))
    signed_in([text, "Автор: " + text, "【川＝" + text])
    is_signature(text)
