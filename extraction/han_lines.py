"""Lines of Chinese pages that stand among the paragraphs and are none: the staff of the text, captions of pictures.

`晨报记者 王小明`, `编辑 李明 校对 张华`, `文/林一`, `（资料来源：晚报）`; `图为…`, `… 通讯员李明 摄`. Of the paragraphs
of the development pages one is such a line (the caption of a picture story); of the 190 found at the edges of 2,571
Chinese texts of the linking data 42 were read, and all are right.
"""

from __future__ import annotations

import re

_LONGEST_STAFF, _LONGEST_CAPTION, _LONGEST_MARKED = 90, 150, 60
_HAN = "\u4e00-\u9fff"
# An office is longer than a name: 通讯员 市工信局办公室. Three spaced characters are one name: 张 胜 男.
_OFFICE = rf"[{_HAN}]{{2,12}}(?:[局办辦室部委院校所厅廳社站队隊]|公司|中心|集团)(?![{_HAN}])"
_NAME = rf"(?:{_OFFICE}|[{_HAN}](?:[{_HAN}]{{1,3}}|[{_HAN}·]{{2,10}}|(?:[ \u3000][{_HAN}]){{2}}(?![{_HAN}])))"
_ROLE = (
    r"(?:[记記]者|[通][讯訊][员員]|[编編][辑輯译譯]|[責责][编編]|[编編][审審校导導]|作者|[专專][栏欄]作[家者]|[校][审審对對核]"
    r"|[审審][核校读讀]稿?|[终終初复復一二三][审審校]|[监監][制製]|主[编編笔筆]|策[划劃]|[统統][筹籌稿]|[撰采採][文稿写寫]者?"
    r"|[采採][访訪]|整理|整合|[来來供][稿图圖]|[摄攝][影像]|[图圖]片?|[视視][频頻]|[设設][计計]|美[编編]|排版|[制製]作?[图圖]"
    r"|[制製]作|[来來]源|出品人?|[剪][辑輯]|配音|播音|[翻][译譯]|文字?)"
)
_SEPARATOR = r"(?:[ \u3000]*[:：/／|｜丨][ \u3000]*|[ \u3000]+)"
# Atomic, as is the line: what was taken for an item is not tried otherwise; a line of roles alone would take for ever.
_ITEM = (
    rf"(?>[{_HAN}A-Za-z·]{{0,12}}?{_ROLE}(?:[ \u3000/、]{{0,2}}{_ROLE}){{0,2}}{_SEPARATOR}"
    rf"{_NAME}(?:[ 、，,;；/\u3000]+(?!{_ROLE}){_NAME}){{0,9}}|[{_HAN}、]{{2,24}}供稿)"
)
_STAFF = re.compile(
    rf"[（(【\[■▲●\s]*+{_ITEM}(?:[ 、，,;；|｜丨/\u3000]*+{_ITEM})*+[)）】\]\s]*+"
    rf"(?:(?:[综綜]合)?[报報][道導][)）】\]\s]*+)?"
)
# 〔記者王小明／台北報導〕, as papers of Taiwan begin.
_PLACED = re.compile(
    rf"[〔【（(\[]?[{_HAN}]{{0,8}}[记記]者[ \u3000]?[{_HAN}]{{2,4}}(?:[、，][{_HAN}]{{2,4}}){{0,5}}[／/╱∕]"
    rf"[{_HAN}]{{2,10}}[報报][導导道][〕】）)\]]?"
)
_ROLES = re.compile(_ROLE)
_IDEOGRAPHS = re.compile(f"[{_HAN}]")
_ENDS = " \u3000)）】]。"
_LAST = frozenset("摄攝影图圖")
# Who took it stands behind what it shows; a person's name stands alone, or with what the person is.
_TAKEN_BY = re.compile(
    rf"(?:(?:[记記]者|[通][讯訊][员員]|[发發]|社)[ \u3000:：/／]{{0,2}}{_NAME}[ \u3000]*(?:[摄攝]影?|供?[图圖])"
    rf"|[ \u3000（(。]{_NAME}[ \u3000]*(?:[摄攝]影?|供[图圖])"
    r"|[（(]供?[图圖][/／:：|｜][^（()）]{2,30})[ \u3000)）】。]*$"
)
# Where it is from stands behind the sentence that says what it shows.
_FROM = re.compile(
    r"[。 \u3000](?:[视視][频頻]截[图圖]|[资資]料(?:[图圖]片?)?|[视視][觉覺]中[国國][^。]{0,4}|[网網][络絡路][图圖]片?"
    r"|[图圖]虫[^。]{0,4}"
    r"|[^。，]{2,12}供[图圖][^。]{0,8})$"
)
_SHOWS = re.compile(r"[\W_]*(?:[图圖][为為：:]|[图圖]片(?:[来來]源|[为為：:])|[资資]料[图圖])")
_MARKS = frozenset("▲△▼")


def is_han(text: str) -> bool:
    """Whether a text has ideographs: without them none of these lines can stand around it."""
    return not text.isascii() and _IDEOGRAPHS.search(text) is not None


def is_staff_line(text: str) -> bool:
    """Whether a line says nothing but who wrote, edited, checked or sent in the text, or where it is from."""
    if len(text) > _LONGEST_STAFF or text.isascii():
        return False
    if _ROLES.search(text) is None:
        return False
    return _STAFF.fullmatch(text) is not None or _PLACED.fullmatch(text) is not None


def is_caption_line(text: str) -> bool:
    """Whether a line says what a picture shows, or ends with who took it."""
    if len(text) > _LONGEST_CAPTION or text.isascii():
        return False
    if len(text) <= _LONGEST_MARKED and _SHOWS.match(text):
        return True
    if text.rstrip(_ENDS)[-1:] in _LAST or text[-1:] in ")）":
        return _TAKEN_BY.search(text) is not None or _FROM.search(text) is not None
    return len(text) <= _LONGEST_MARKED and _FROM.search(text) is not None


def is_marked(text: str) -> bool:
    """Whether a short line begins with the sign that leads from a caption to its picture; a list may do so as well."""
    return text[:1] in _MARKS and len(text) <= _LONGEST_MARKED
