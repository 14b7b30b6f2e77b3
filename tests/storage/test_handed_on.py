"""What was folded while reading is taken up while linking, and only as long as it is what would be folded there."""

from __future__ import annotations

from sqlalchemy.orm import Session

from linking import fold, prints_of
from linking.folding import fold_opening
from linking.ties import OPENING
from storage.handed_on import hand_on, opening_of, text_of

TITLE = "渡船撞上码头"
BODY = "本报讯（记者 林一苇）" + "大雾中一艘渡船撞上东码头。" * 100 + "\n欢迎订阅本报电子版每日新闻"


def test_what_was_folded_is_handed_on() -> None:
    session, nothing = Session(), frozenset[int]()
    lines = frozenset(fold(TITLE, BODY).lines)
    assert lines
    hand_on(session, {1: prints_of(TITLE, BODY), 2: prints_of(TITLE, BODY, lines)})
    assert text_of(session, 1, nothing) == fold(TITLE, BODY)
    assert text_of(session, 2, lines) == fold(TITLE, BODY, lines) != fold(TITLE, BODY)
    assert opening_of(session, 1) == fold_opening(TITLE, BODY[:OPENING])
    assert text_of(session, 1, lines) is None, "the line has become furniture since"
    assert text_of(session, 3, nothing) is None
    assert opening_of(session, 3) is None
    assert text_of(Session(), 1, nothing) is None, "another session knows nothing of it"
