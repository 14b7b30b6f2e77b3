from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction import decoding
from extraction.decoding import codec_of, decode

ZH = "<html><body><p>清河新区的滨水步道已经有不少居民在晨练，工程预计今年国庆前全线贯通。</p></body></html>"
TW = "<html><body><p>東港鎮的居民在公園裡運動，這個工程對於地方發展有很大的幫助，我們將會繼續努力。</p></body></html>"
JA = (
    "<html><body><p>"
    "新しい図書館は来月の一日に開かれることになりました。市民の皆さんに使っていただきたいと思います。</p>"
    "</body></html>"
)
KO = "<html><body><p>새로운 도서관은 다음 달에 문을 연다고 시장이 말했다. 시민들은 기대하고 있다.</p></body></html>"
RU = (
    "<html><body><p>Новая библиотека откроется в следующем месяце, сообщил мэр города на встрече с "
    "жителями.</p></body></html>"
)
DE = (
    "<html><body><p>Die Fähre fährt künftig täglich über den See, sagte der Bürgermeister. Größe: 20 m²</p>"
    "</body></html>"
)


def test_utf8_beats_whatever_is_declared() -> None:
    text, how = decode(ZH.encode(), "gb2312")
    assert text == ZH
    assert (how.declared, how.used, how.replaced) == ("gb2312", "utf-8", 0)


@pytest.mark.parametrize(
    ("text", "codec"),
    [(ZH, "gb18030"), (TW, "big5hkscs"), (JA, "cp932"), (JA, "euc-jp"), (KO, "cp949"), (RU, "cp1251")],
)
def test_undeclared_is_told_by_its_characters(text: str, codec: str) -> None:
    read, how = decode(text.encode(codec))
    assert read == text
    assert how.declared is None
    assert how.replaced == 0


def test_lying_header_on_gbk() -> None:
    assert decode(ZH.encode("gbk"), "utf-8")[0] == ZH
    assert decode(ZH.encode("gbk"), "iso-8859-1")[0] == ZH


def test_latin1_is_read_as_windows() -> None:
    text, how = decode((DE + "“x”").encode("cp1252"), "ISO-8859-1")
    assert text == DE + "“x”"
    assert how.declared == "iso-8859-1"


def test_meta_is_found() -> None:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=GB2312"></head>' + ZH
    assert decode(page.encode("gbk")) == (page, decode(page.encode("gbk"))[1])
    assert decode(page.encode("gbk"))[1].declared == "gb2312"


def test_damage_is_counted_and_local() -> None:
    raw = ZH.encode()
    broken = raw[:60] + b"\xff" + raw[60:]
    text, how = decode(broken)
    assert how.used == "utf-8"
    assert how.replaced >= 1
    assert "国庆前全线贯通" in text


def test_broken_gbk_loses_least() -> None:
    raw = ZH.encode("gbk")
    cut = raw.index("步道".encode("gbk"))
    text, how = decode(raw[:cut] + b"\x96" + raw[cut + 1 :], "gbk")
    best = min((raw[:cut] + b"\x96" + raw[cut + 1 :]).decode(c, "replace").count("\ufffd") for c in ("gb18030", "gbk"))
    assert how.replaced == best
    assert "国庆前全线贯通" in text


@pytest.mark.parametrize(("bom", "codec"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF8, "utf-8")])
def test_byte_order_mark_decides(bom: bytes, codec: str) -> None:
    assert decode(bom + ZH.encode(codec), "gbk")[0] == ZH


def test_unknown_labels() -> None:
    assert codec_of("x-no-such") is None
    assert decode(b"plain", "x-no-such")[0] == "plain"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_character_are_told_by_the_first_tag(codec: str) -> None:
    page = "<html><title>河湾</title><p>新桥通车</p></html>"
    text, decoding = decode(page.encode(codec))
    assert (text, decoding.used, decoding.replaced) == (page, codec, 0)


@pytest.mark.parametrize("codec", decoding._FREQUENT)
@given(
    pieces=st.lists(
        st.sampled_from([b"\x81", b"\x30", b"\xc8", b"\xbd", b"a", b"\xe4", b"\xff", b"\x8e", b"<p> ", b"\x7e"])
    )
)
def test_what_stands_around_foreign_bytes_holds_all_foreign_characters(codec: str, pieces: list[bytes]) -> None:
    raw = b"".join(pieces)
    telling = b"".join(decoding._AROUND_FOREIGN.findall(raw))
    found = [decoding._FOREIGN.findall(data.decode(codec, "replace")) for data in (raw, telling)]
    assert found[0] == found[1]


def test_a_page_in_a_latin_script_is_told_by_what_follows_its_head() -> None:
    page = "<title>Nachrichten</title>" + "x" * 40_000 + "<body>" + "<p>Das Öl kam spät</p>" * 40
    assert decode(page.encode("cp1252"))[1].used == "cp1252"
