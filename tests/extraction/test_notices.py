"""What an outlet says of itself at the end of a text, and what articles say of others."""

from __future__ import annotations

import pytest

from extraction.notices import is_end_notice, is_notice


@pytest.mark.parametrize(
    "text",
    [
        "以上内容由用户上传，本平台仅提供信息存储空间服务",
        "本文仅代表作者个人观点，不代表本站立场",
        "（文章只代表该作者观点）",
    ],
)
def test_notices_of_platforms(text: str) -> None:
    assert is_notice(text)


@pytest.mark.parametrize(
    "text",
    [
        "声明：转载请注明出处",
        "【版权声明】凡本网注明来源的作品，版权均属江岸网。",
        "如有侵权，请与我们联系",
        "如果侵犯了您的合法权益，请来信告知",
        "本站内容均收集整理自互联网",
        "欢迎关注江岸网微信公众号",
        "本文为江岸网原创，未经授权不得转载",
        "© 2024 The River Post",
        "Copyright 2024 River Post. All rights reserved.",
        "Editor's note: this text was written with help.",
        "This story was originally published in May.",
        "We may earn a commission from links on this page.",
        "Sign up for our morning letter",
        "Follow us on the usual networks and on the radio",
        "Follow River Post on Google News",
        "For the latest news download the River Post app",
        "With reporting by Ann Lee",
        "Lee reported from Elmford and Hill from Ashford.",
        "Bob Hill contributed to this report.",
        "This is a breaking news story - more to follow",
        "Is a visiting senior lecturer at the university of the valley.",
        "Redaktion: Anna Lehmann, Jan Berg",
        "Hat Ihnen dieser Artikel gefallen? Dann erzählen Sie es weiter.",
        "Aktuelle Meldungen zum Hochwasser finden Sie in unserem Liveblog:",
        "Dieser Artikel entstand in Kooperation mit der Flusspost.",
        "Um Kommentare zu schreiben, müssen Sie sich einloggen.",
        "En cliquant sur OK, vous acceptez nos cookies.",
        "この記事は会員限定です。",
        "后台回复【防汛】查看值班电话",
        "看完了，点个在看",
        "信息来源于网络",
        "Published under: Bridges, Floods",
        "Mehr Themen auf flusspost.example:",
        "Courrier du fleuve – TOUS DROITS RÉSERVÉS",
        "Если вы нашли ошибку, выделите её и нажмите Ctrl+Enter",
        "Якщо ви помітили помилку, виділіть її.",
        "Iezīmējiet tekstu un spiediet Ctrl + Enter",
        "Подписывайтесь на наш канал",
        "Siga-nos nas redes",
        "Der Flußbote – Alle Rechte vorbehalten",
        "Reporting by Ann Lee and Jo Brandt; editing by Lena Morel",
        "Dieser Artikel ist zuerst im Flußboten erschienen.",
        "Siehe auch",
    ],
)
def test_notices_at_the_end(text: str) -> None:
    assert is_end_notice(text)


@pytest.mark.parametrize(
    "text",
    [
        "他随后发表声明：施工不会停止。",
        "未经许可，任何人不得使用这座桥。",
        "该图片的版权所有者要求赔偿。",
        "他关注的是桥，不是路。",
        "The court heard the copyright case on Monday.",
        "She said she would follow the river to the sea.",
        "The council signed up for the scheme in May.",
        "Специалисты нашли ошибку в расчётах моста.",
        "Совет решил подписать договор на ремонт моста.",
        "He subscribes to the view that bridges last.",
    ],
)
def test_sentences_of_articles(text: str) -> None:
    assert not is_end_notice(text)
    assert not is_notice(text)


@pytest.mark.parametrize(
    "text",
    [
        "Buying through these links may earn us a commission.",
        "Do you have a story to tell? Email the desk.",
        "This is a breaking news story - more to follow.",
    ],
)
def test_what_an_outlet_says_under_a_story_is_a_notice(text: str) -> None:
    assert is_end_notice(text)


def test_code_is_no_text_and_words_like_it_are() -> None:
    assert is_notice("(function() { document.addEventListener('DOMContentLoaded', show); })")
    assert not is_notice("(functions of the old bridge were many)")
    assert not is_notice("document.")
