"""Who made an article, as whole pages tell it."""

from __future__ import annotations

from extraction import extract
from kitewire.article import Bylines

ENGLISH = (
    "The old bridge will be repaired, the council said on Monday, because its stones have been loose since the flood. "
)
WIDE = (
    "老桥的施工从周一开始，市政部门说，洪水之后那里的石块一直松动，行人不能从下面通过，整个工程预计需要三个月的时间。"
)


def bylines(head: str = "", body: str = "", under: str = "", text: str = ENGLISH) -> Bylines:
    paragraphs = "".join(f"<p>{text} {n}.</p>" for n in range(4))
    raw = (
        f"<html><head><meta charset=utf-8><title>Bridge</title>{head}</head><body><h1>Bridge</h1>"
        f"<div>{body}{paragraphs}</div>{under}</body></html>"
    )
    return extract(raw.encode(), "https://www.riverpost.example/a/bridge-20417.html").bylines


def json_ld(author: str, publisher: str) -> str:
    return (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": {{"@type": "Organization", "name": '
        f'"{author}"}}, "publisher": {{"@type": "Organization", "name": "{publisher}"}}}}</script>'
    )


def test_an_agency_comes_before_the_outlet_itself() -> None:
    meta = '<meta name="author" content="The River Post"><meta property="og:site_name" content="The River Post">'
    line = "<p class='byline'>By <a rel='author' href='/by/dena'>dena</a></p>"
    assert bylines(meta + json_ld("The River Post", "The River Post"), line).authors == ("dena",)


def test_who_signs_below_the_text_is_its_author_and_a_farewell_is_none() -> None:
    def signed(line: str) -> tuple[str, ...]:
        return bylines(under=f"<div><p>{line}</p></div>").authors

    assert signed("Dena Fairweather") == ("Dena Fairweather",)
    assert not any(map(signed, ("Viel Spass", "Gute Besserung", "Thank You", "Danke Dena")))


def test_a_company_with_its_legal_form_is_no_author() -> None:
    assert bylines(json_ld("River Post Inc.", "River Post")) == Bylines()
    assert bylines(json_ld("Organization", "River Post")) == Bylines()


def test_a_chinese_outlet_is_no_author() -> None:
    meta = '<meta name="author" content="江岸网"><meta property="og:site_name" content="江岸网">'
    assert bylines(meta + json_ld("江岸网", "江岸网"), text=WIDE) == Bylines()


def test_who_entered_a_chinese_text_is_its_editor_alone() -> None:
    meta = '<meta name="author" content="岸网新闻郭明月">'
    assert bylines(meta, under="<div>责任编辑：郭明月</div>", text=WIDE) == Bylines(editors=("郭明月",))


def test_credits_stand_behind_the_dateline_also_under_a_repeated_headline() -> None:
    opening = f"<p>Bridge</p><p>江岸网5月3日讯（记者 郭明月）{WIDE}</p>"
    assert bylines(body=opening, text=WIDE) == Bylines(reporters=("郭明月",))


def test_a_byline_on_the_page_completes_what_structured_data_cut() -> None:
    data = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ann Lee"}}'
        "</script>"
    )
    line = "<p class='byline'>By <a class='author' href='/author/1'>Ann Lee</a> and <a class='author'>Bo Ek</a></p>"
    assert bylines(data, line).authors == ("Ann Lee", "Bo Ek")


def test_a_blog_that_is_called_after_its_author() -> None:
    line = "<div class='entry-meta'>1. Mai 2016 von <a rel='author' href='/author/annblog'>annblog</a></div>"
    assert bylines('<meta property="og:site_name" content="annblog">', line).authors == ("annblog",)


def test_headings_and_teasers_are_no_authors() -> None:
    assert bylines(under="<h3>Weitere Artikel</h3><div>Read More</div><h4>Ann Lee</h4>") == Bylines()


def test_what_stands_around_a_chinese_text_signs_it_only_with_a_family_name() -> None:
    head = '<meta name="author" content="江岸日报">'
    assert bylines(head, "<p class='author'>字体缩小</p><p class='author'>手机版</p>", text=WIDE) == Bylines()
    assert bylines("", "<p class='author'>郭明月</p>", text=WIDE).authors == ("郭明月",)


def test_a_date_or_a_button_where_the_author_would_stand_is_no_author() -> None:
    line = "<div class='byline'><span class='byline__date'>Dec 1st 2016 1:01PM</span></div>"
    assert bylines(body=line) == Bylines()
    line = "<div class='author-box'><a href='/author/ann-lee'>Ann Lee</a> <a href='/author/ann-lee'>View All</a></div>"
    assert bylines(body=line).authors == ("Ann Lee",)


def test_the_outlet_beside_a_person_is_no_author() -> None:
    meta = '<meta property="og:site_name" content="The River Post">'
    line = "<p class='byline'>By Ann Lee, The River Post</p>"
    assert bylines(meta, line).authors == ("Ann Lee",)
    assert bylines(meta, "<p class='byline'>By The River Post</p>").authors == ("The River Post",)


def test_a_name_is_told_as_the_byline_writes_it_and_not_as_the_account() -> None:
    meta = '<meta name="sailthru.author" content="annlee"><meta name="author" content="annlee">'
    line = "<p class='byline'>By <a href='/staff/annlee/'>Ann Lee | alee@riverpost.example</a></p>"
    assert bylines(meta, line).authors == ("Ann Lee",)


def test_a_byline_is_found_though_a_caption_repeats_the_headline() -> None:
    line = "<div class='byline'><a href='/toireporter/ann-lee-1.cms'>Ann Lee</a> / RPN / Updated: Oct 9, 2019</div>"
    boxes = "<div>Share</div><h4>Articles</h4><figcaption>Bridge</figcaption><figcaption>Other news</figcaption>"
    assert bylines(body=line + boxes).authors == ("Ann Lee",)


def test_the_editor_whom_a_system_gives_as_the_author_too_is_none() -> None:
    meta = '<meta name="author" content="郭明月">'
    line = "<div>来源：江岸网 作者：郭明月</div>"
    found = bylines(meta, line, under="<div>责任编辑：郭明月</div>", text=WIDE)
    assert found == Bylines(editors=("郭明月",))


def test_what_a_chinese_title_ends_with_signs_nothing() -> None:
    signed = '<meta name="author" content="江岸"><meta name="dc.creator" content="江岸">'

    def authors(title: str) -> tuple[str, ...]:
        text = "".join(f"<p>{WIDE}{n}</p>" for n in range(4))
        raw = f"<meta charset=utf-8><title>{title}</title>{signed}<h1>老桥开工</h1><div>{text}</div>"
        return extract(raw.encode(), "https://www.news.example/a/20417.html").bylines.authors

    assert authors("老桥开工") == ("江岸",)
    assert authors("老桥开工_江岸新闻") == ()


def test_bylines_of_teasers_over_the_headline_are_other_stories() -> None:
    teasers = "".join(
        f"<li><a href='/{n}.html'><h2>Another story of the flood {n}</h2></a><div class='byline'>By {who}</div>"
        for n, who in enumerate(("Ann Lee", "Bo Ek", "Cy Fall"))
    )
    paragraphs = "".join(f"<p>{ENGLISH} {n}.</p>" for n in range(4))
    raw = (
        f"<html><head><meta charset=utf-8><title>Bridge</title></head><body><ul>{teasers}</ul><h1>Bridge</h1>"
        f"<div><a rel='author' href='/by/dora'>Dora Gray</a> Dec 29 2014</div><div>{paragraphs}</div></body></html>"
    )
    assert extract(raw.encode(), "https://www.riverpost.example/a/bridge.html").bylines.authors == ("Dora Gray",)


def test_who_reports_and_whom_a_chinese_page_names_as_its_source_is_no_author() -> None:
    line = "<div>来源：江岸网 作者：郭明月 记者 郭明月</div>"
    assert bylines(body=line, text=WIDE) == Bylines(reporters=("郭明月",))
    line = "<div>来源：郭氏说 作者：郭氏说</div>"
    assert bylines(body=line, text=WIDE) == Bylines()


def test_a_headline_in_a_box_of_the_authors_names_nobody() -> None:
    paragraphs = "".join(f"<p>{ENGLISH} {n}.</p>" for n in range(4))
    title = "Bridge To Close For A Year; Council Answers"
    raw = f"<title>{title}</title><div class='author'><h1>{title}</h1><div>Share</div></div><div>{paragraphs}</div>"
    assert extract(raw.encode(), "https://www.riverpost.example/a/bridge.html").bylines == Bylines()


def test_who_takes_leave_in_the_last_line_wrote_it() -> None:
    def authors(last: str) -> tuple[str, ...]:
        lines = "".join(f"<p>{ENGLISH} {n}.</p>" for n in range(4))
        page = f"<html lang=de><title>Bridge</title><h1>Bridge</h1><div>{lines}<p>Viel Spaß!<p>{last}</div>"
        return extract(page.encode(), "https://blog.example/2024/05/bridge").bylines.authors

    assert authors("Eure Lena Brandt") == ("Lena Brandt",)
    assert authors("Ihre Apotheke am alten Markt in der Stadt") == ()
