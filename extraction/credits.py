"""Who made the article, by role; whom it names as its source; and its dateline.

Chinese outlets print these in a line under the headline (来源：… 作者：… 责任编辑：…), in brackets at the begin or
end of the body (（记者 王小明 通讯员 李明）), and before the first sentence (鲁网10月28日讯). Traditional and
simplified alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile, zip_longest

from extraction.credit_line import date_pattern, without_dates
from extraction.letters import has_digit
from extraction.surnames import begins_with_surname
from kitewire.article import Bylines

_ROLES = {
    "correspondents": r"(?:特[约約])?[通][讯訊][员員]",
    "editors": r"(?:[责責]任[编編][辑輯]|[编編][辑輯]|[责責][编編]|本[文期][编編][辑輯])",
    "reporters": r"(?:全媒[体體]|融媒[体體]|首席|[见見][习習]|[实實][习習]|本[报報网網刊台]|特[约約派]|[视視][频頻]"
    r"|[摄攝]影|[报報]社)*[记記]者",
    "authors": r"(?:作者|撰文|撰稿|文字|(?<![\u4e00-\u9fff])文(?=[/／:：|丨]))",
}
_OTHER = (
    r"(?:[摄攝]影|[图圖]片?(?=\s?[/／:：|丨])|供[图圖]|[来來]源|[校审審]对?[对對核]?|[监監]制|一[审審]|二[审審]|三[审審]"
    r"|[时時][间間]|[发發]布|字[号號體体]|[视視][频頻]|版式|[设設][计計]|美[编編]|值班|主[编編]|[统統]筹"
    r"|策[划劃]|新[闻聞][热熱][线線]|[电電][话話]|[邮郵]箱|浏览|[阅閱][读讀]|[点點][击擊]|[评評][论論]"
    r"|[关關][键鍵][词詞]|[标標][签籤]|原[标標][题題]|[编編][号號]|打印|收藏|分享|[关關][闭閉]|[举舉][报報]|人[气氣]|[热熱]度|[围圍][观觀])"
)
_ANY_ROLE = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _ROLES.items())
# What roles begin with: most characters do not.
_STARTS = "特约約通责責编編本全融首见見实實报報视視摄攝记記作撰文图圖供来來校审審监監一二三时時发發字版设設美值"
_STARTS += "主统統策新电電邮郵浏阅閱点點评評关關标標原打收分举舉人热熱围圍"
_ROLE = re.compile(rf"(?=[{_STARTS}])(?:{_ANY_ROLE}|(?P<other>{_OTHER}))")
_NAME = re.compile(r"^[\u4e00-\u9fff·•A-Za-z][\u4e00-\u9fff·•.\w -]{0,17}$")
_END = re.compile(
    r"[(（)）\]】〕。；;|｜丨<>《》“”\"!！?？]|\d{4}|\d{1,2}月|\s(?:https?:|[\w.]+@)|[报報][道導]|[讯訊]\b"
)
# The space within John Smith parts no names.
_SPLIT = re.compile(r"[、，,/／&＆\u3000\xa0]+\s*|(?<![A-Za-z.]) +| +(?![A-Za-z])")
# Between a role and the names.
_MARKED = re.compile(r"\s*(?:[:：/／|丨]\s*[(（]?|[(（\s])\s*")
_COMMAS = ("、", ",", "，")
_NOT_NAMES = re.compile(
    r"^(?:本[报報]|本[网網]|[报報][道導]|文|[图圖]|[摄攝]|通[讯訊]|[获獲]悉|了解|从|[从從]|[采採][访訪]"
    r"|[整综綜]|[编編][译譯辑輯]|未知|匿名|佚名|admin|.*管理[员員]|[网網]络|[网網]友|小[编編]|本人|最新|[热熱][门門]"
    r"|相[关關]|推荐|推薦|精[选選]|更多|全部|[简簡]介|[单單]位|信息|[声聲]明|文章|原[创創]|主[页頁]|[个個]人|[关關]注|登[录錄]|注册"
    r"|返回|查看|[评評][论論]|[赞讚][赏賞]|提示|微信|公[众眾]号|锁定|讨论|[计計][划劃]|.*[专專][栏欄]|[A-Z]{1,3}\d+$|于[近昨今当本上下]|应[邀约要]|向[本市省县区])"
)
_WEAK = re.compile(r"^([\u4e00-\u9fff]{2,4}?)(?=$|[)）、，, \u3000\xa0]|[报報][道導]|[摄攝文][/／影]?)")
# So many ideographs are no person's name, but may be a house's.
_LONGEST_PERSON = 6
_HOUSE = re.compile(
    r"(?:[网網报報社台臺刊部局院会會委办辦室校所馆館厅廳处處站团團队隊组組厂廠行]|中心|公司|集[团團]|支部|[学學][会會]|大[学學]|[频頻]道|客[户戶]端|新[闻聞]|[发發]布"
    r"|工作[室坊]|[编編][辑輯]部|自媒[体體]|[综綜]合)$"
)
# Desks put their own code behind an editor's name: 李曦_NN.
_CODE = re.compile(r"_[A-Z]+\d*\b")
# An office that is run together with the name before it begins with a place and ends with a rank or a house.
_PLACE = (
    r"中[国國共央]|全[国國]|[国國]家|[清复復][华華旦]|北京|天津|上海|重[庆慶]|河[北南]|山[西东東]|[辽遼][宁寧]|吉林|黑[龙龍]江|江[苏蘇西]|浙江|安徽|福建"
    r"|湖[北南]|[广廣][东東西州]|海南|四川|[贵貴]州|[云雲]南|[陕陝]西|甘[肃肅]|青海|[台臺][湾灣]|[内內]蒙古|西藏|[宁寧]夏|新疆|香港|澳[门門]"
)
_RANK = (
    r"教授|研究[员員]|[院校所会會部社]?[长長]|主任|博士|作家|[书書][记記]|主席|[专專]家|[学學]者|委[员員]|律[师師]|[讲講][师師]"
    r"|大[学學]|[学學]院|研究[院所]|中心|[党黨]校|公司|委[员員][会會]"
)
_OFFICE = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,3}}?)(?:{_PLACE})[\u4e00-\u9fff]{{1,16}}(?:{_RANK})")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Every word for an origin holds one of these.
_ORIGIN_SIGNS = re.compile("[源载載摘处處]")
_ORIGIN = re.compile(
    r"(?:文章|信息|新闻|稿件|内容|消息)?(?:[来來]源(?:于|於|自)?|[转轉][载載]自|摘自"
    r"|[稿]源|出[处處])(?:\s*[:：]\s*|\s+(?=\S+\s*[|｜]))"
    r"[“「『《]?(?P<name>[^\s:：|｜,，。;；()（）<>【】\[\]\"“”「」『』]{1,30}(?: [A-Z][\w]+){0,3})"
)
# An outlet beside the day, without a word for it: `中国网 2019-11-25 10:37`. Words that stand there and name none go.
_BESIDE = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9·]{1,12}(?:[网網报報社台臺刊]|新[闻聞]|[频頻]道|在[线線]|科技|[财財][经經]|[体體]育|[娱娛][乐樂]|[传傳]媒|[发發]布|客[户戶]端"
    r"|[观觀]察|[资資][讯訊]|[杂雜][志誌]|[广廣]播|[电電][视視]|融媒[体體])"
)
_NO_OUTLET = re.compile(
    r"^(?:(?:[记記]者|[通][讯訊][员員])\S{2,}|原[创創][:：]?|[转轉][载載]|[发發][布表][于於]?|[发發]布?[时時][间間]|更新|[时時][间間]|日期|[阅閱][读讀]|[浏瀏][览覽]|\d[\d,.万萬次+]*|分享[到至]?"
    r"|字[号號体體]|[大中小]|(?:星期|[周週])[一二三四五六日天]|[评評][论論]|收藏|打印|[举舉][报報]|[关關]注|\W+)$"
)
_LONGEST_BESIDE, _UNDER_HEADLINE = 60, 3
# Polluted copies have pinyin in brackets after some characters: 魯網(wǎng).
_PINYIN = re.compile(r"(?<=[\u4e00-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}[)）]")
_DATELINE = re.compile(
    r"^[\s【\[（(■●]*(?P<all>(?P<name>(?:[\u4e00-\u9fffA-Za-z·.\-](?:[(（][^()（）\d\W]{1,6}[)）])?){2,14}?)\s{0,2}"
    r"(?:[（(]?(?:(?P<month>\d{1,2})\s?月\s?)?(?P<day>\d{1,2})\s?[日號号][)）]?)?\s{0,2}(?:综合|綜合|专|專|快"
    r"|消)?(?:外電報導|[讯訊电電]))"
    r"(?=[\s】\]）)（(,，:：—]|[^\s息号话話影视視子台臺力动動])"
)
_DATELINE_SIGNS = re.compile("[讯訊电電]")
# Without a day and a mark behind it, 讯 may be the begin of a word (在通讯技术…) unless an outlet stands before it.
_NAMES_OUTLET = re.compile(r"[报報网網社台刊](?:[(（]\w+[)）])?$")
_WESTERN = re.compile(
    r"^(?P<all>[A-Z][A-Za-z.' -]{2,30}(?:, [A-Z][a-zA-Z.]+)?(?:, (?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2}))?"
    r" \((?P<name>AP|Reuters|AFP|dpa|Xinhua|UPI|Bloomberg|CNN|ANSA|EFE)\))\s?[-–—]"
)
_AGENCY = re.compile(
    r"(?:新[华華]社|中[央新][社网網]|央[视視]新[闻聞]|人民[网網]|法新社|路透社|美[联聯]社|韩联社|韓聯社|共同社)"
)
# Words that begin the next fact of a credit line; sites glue them to the origin.
_GLUED = re.compile(
    r"(?<=.)(?:作者|[编編][辑輯]|[责責]任|[记記]者|[时時][间間]|[发發]布(?=[时時日于於\d])|日期|[点點][击擊]|[浏瀏]|字[号號]"
    r"|打印|责编|19\d\d|20\d\d)"
)
_LEADS = re.compile(
    r"(?:最[后後])?(?:更新|[发發][布表])?(?:[时時][间間]|日期|更新|[发發][布表])|作者|[编編][辑輯]|[责責]任?[编編][辑輯]?|[记記]者|[浏瀏][览覽].*"
    r"|[点點][击擊].*|[阅閱][读讀].*|字[号號体體]|[责責]任|上[传傳]者?|[录錄]入者?|[审審]核"
)
_NOBODY = re.compile(r"[\W\d_]*|未知|不[详詳]|网络|網絡|互联网|本[站网網](?:原创|原創|整理)?|原创|原創|[转轉][载載]")
# 发布 is how offices call their accounts (上海发布), and a label where a colon follows.
_PUBLISHED = re.compile(r"(?<=.)[发發]布$")
# In Taiwan the place stands behind the reporter's name, before the day or the report: 記者林小美台北3日電,
# 記者王大明／台北報導.
_PLACED = re.compile(
    r"(?<=[记記]者)(?P<names>(?:[\u4e00-\u9fff]{2,4}[、，]){0,5}[\u4e00-\u9fff]{2,3})[\u4e00-\u9fff]{2,6}"
    r"(?=(?:\d{1,2}月)?\d{1,2}日[专專]?(?:[电電]|外電|綜合)|[報报][導导道])"
)
_REPORTED = re.compile(r"(?<=[\u4e00-\u9fff])(?<![者员員辑輯文图圖摄攝])[／/╱∕][\u4e00-\u9fff]{2,8}[报報][导導道]")
_OWN = re.compile(r"^(?:本[报報]|本[网網]|本刊|本台|[据據])")


def bylines_in(texts: Iterable[str]) -> Bylines:
    """The people that `texts` (lines under the headline, edges of the body) name with a Chinese role."""
    found: dict[str, list[str]] = {role: [] for role in Bylines.ROLES}
    for text in map(_without_places, map(without_pinyin, texts)):
        matches = list(_ROLE.finditer(text))
        for match, following in zip_longest(matches, matches[1:]):
            if match.lastgroup == "other":
                continue
            rest = text[match.end() : following.start() if following else match.end() + 60]
            for name in _names(rest):
                if name not in found[match.lastgroup or ""]:
                    found[match.lastgroup or ""].append(name)
    return Bylines(**{role: tuple(names) for role, names in found.items()})


def _without_places(text: str) -> str:
    """`text` without the places that stand glued to reporters' names."""
    if "者" not in text:
        return text
    return _REPORTED.sub(" ", _PLACED.sub(r"\g<names> ", text))


def without_pinyin(text: str) -> str:
    """`text` without the pinyin in brackets that polluted copies put after some characters."""
    return _PINYIN.sub("", text)


def _names(rest: str) -> list[str]:
    """The names that follow a role; one-character pieces are one spaced name (张 胜 男)."""
    marked = _MARKED.match(rest)
    rest = rest[marked.end() :] if marked else rest
    if not marked and rest[:1] not in _COMMAS and not _begins_with_person(rest):
        return []
    end = _END.search(rest)
    rest = _CODE.sub("", rest[: end.start()] if end else rest)
    pieces = [_person(p.strip("·•.-:： ")) for p in _SPLIT.split(rest) if p.strip("·•.-:： ")]
    if len(pieces) > 1 and all(len(p) == 1 for p in pieces) and len(pieces) <= 4:
        return ["".join(pieces)]
    names = [p for p in _join_spaced(pieces) if _is_name(p)][:12]
    return names if marked else list(takewhile(begins_with_surname, names))


def _person(piece: str) -> str:
    """`piece` without the office that is run together with a name."""
    found = _OFFICE.fullmatch(piece) if len(piece) > 5 else None
    return found["name"] if found and begins_with_surname(found["name"]) else piece


def _begins_with_person(rest: str) -> bool:
    """Whether a name stands right behind its role: 记者张三 is one, 记者用九天时间 and 作者最新文章 are none."""
    found = _WEAK.match(rest)
    return bool(found and begins_with_surname(found.group(1)) and _is_name(found.group(1)))


def _join_spaced(pieces: list[str]) -> list[str]:
    """`王 明`, `李小红` → `王明`, `李小红`: two single characters in a row are one name."""
    joined: list[str] = []
    half = False
    for piece in pieces:
        if half and len(piece) == 1:
            joined[-1] += piece
            half = len(joined[-1]) < 3
        else:
            joined.append(piece)
            half = len(piece) == 1 and bool(_HAN.match(piece))
    return joined


def _is_name(text: str) -> bool:
    wide = len(_HAN.findall(text))
    if wide > _LONGEST_PERSON and "·" not in text and not _HOUSE.search(text):
        return False
    return bool(_NAME.match(text)) and not _NOT_NAMES.match(text) and (2 <= wide <= 16 or (not wide and len(text) > 2))


def origin_in(texts: Iterable[str]) -> str:
    """Whom a line names after 来源：; empty for none."""
    for text in texts:
        found = _ORIGIN.search(text) if _ORIGIN_SIGNS.search(text) else None
        if found and (name := _origin_name(found["name"], text[found.end() :][:1])):
            return name
    return ""


def _origin_name(name: str, behind: str) -> str:
    """What `来源：` is followed by without what is glued to it, and the sign `behind`; empty for what names nobody."""
    # 《江岸日报》 is a paper; 江岸社《水》周刊 is a part of one.
    name = name if "《" in name else name.partition("》")[0]
    led = behind in (":", "：") and _GLUED.split(_PUBLISHED.sub("", name))[0]
    if led and _LEADS.fullmatch(led):
        return ""  # The next label, where no origin is filled in.
    name = (led or _GLUED.split(name)[0]).strip("-—_ ")
    return "" if _NOBODY.fullmatch(name) else name


def origin_beside_day(texts: Sequence[str]) -> str:
    """The outlet that alone stands beside the day in a line of `texts` under a Chinese headline, or in the line before
    the day's; empty for none."""
    for place, text in enumerate(texts):
        if len(text) > _LONGEST_BESIDE or not has_digit(text):
            continue
        day = date_pattern(text).search(text)
        if day is None:
            continue
        words = [word for word in without_dates(text).replace("|", " ").split() if not _NO_OUTLET.match(word)]
        houses = [word for word in words if _names_house(word)]
        if len(houses) == 1 and all(word in houses or _is_person(word) for word in words):
            return houses[0]
        if not day.start() and 0 < place <= _UNDER_HEADLINE and _names_house(texts[place - 1]):
            return texts[place - 1]
    return ""


def _is_person(word: str) -> bool:
    return len(word) <= _LONGEST_PERSON - 2 and _is_name(word) and begins_with_surname(word)


def _names_house(word: str) -> bool:
    return _BESIDE.fullmatch(word) is not None and not _OWN.match(word)


def dateline_in(first_paragraphs: Iterable[str]) -> re.Match[str] | None:
    """The dateline at the begin of one of the first paragraphs; groups `all`, `name`, and `month`, `day` if printed."""
    for text in first_paragraphs:
        head = text[:100]
        found = None if head.isascii() or not _DATELINE_SIGNS.search(head) else _DATELINE.match(head)
        found = found or (_WESTERN.match(head) if " (" in head else None)
        if found and (
            found.group("month") or _NAMES_OUTLET.search(found.group("name")) or not text[found.end() :][:1].isalpha()
        ):
            return found
    return None


def origin_of_dateline(dateline: re.Match[str] | None) -> str:
    """The outlet that a dateline names (`魯網` of `魯網10月28日訊`); empty for 本报讯, which names none."""
    if dateline is None:
        return ""
    name = without_pinyin(dateline.group("name"))
    agency = _AGENCY.match(name)
    # A reporter may stand between the outlet and the place: 中央社記者林小美台北3日電.
    name = agency.group() if agency else re.split("[记記]者", name)[0]
    return "" if _OWN.match(name) or len(name) < 2 else name
