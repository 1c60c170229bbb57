"""The article's title: which telling of it is taken, and what is cut off its ends."""

import json

import pytest

from contracts.records import PageHints
from tests.unit.workers.clean.builders import CHINESE, PARAGRAPHS, a_page, article_of, raw_page

NEWS = "Ferry operator doubles its winter timetable"
HAN = "渡轮公司宣布冬季航班增加一倍并保持票价不变"


def titled(
    *, head: str = "", body: str = "", hint: str | None = None, text: tuple[str, ...] = PARAGRAPHS, site: str = ""
) -> str:
    """Return the title of a page whose head and first lines are these."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    html = f"<html><head>{head}</head><body>{site}<article>{body}{paragraphs}</article></body></html>"
    return article_of(raw_page(html.encode(), hints=PageHints(title=hint))).title


def headline(text: str, **more: object) -> str:
    """Return a script that states a headline."""
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": text, **more}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def test_the_headline_that_the_page_states_is_taken_before_a_post_of_its_ticker() -> None:
    head = headline("Storm on the coast: all reports") + "<title>Last ferry back in port | The Lamp</title>"

    assert titled(head=head, body="<h1>Last ferry back in port</h1>") == "Storm on the coast: all reports"


def test_the_shown_heading_is_taken_before_what_is_meant_for_sharing() -> None:
    head = f"<title>Winter timetable | The Lamp</title><meta property='og:title' content='You will love this: {NEWS}'>"

    assert titled(head=head, body=f"<h1>{NEWS}</h1>") == NEWS


@pytest.mark.parametrize(
    ("tag", "links"),
    [
        (f"{NEWS} | The Lamp", ""),
        (f"{NEWS} - Shipping - The Lamp", "<a href='/s'>Shipping</a>"),
        (f"{NEWS} | Shipping | News | lamp.example", "<a href='/s'>Shipping</a><a href='/n'>News</a>"),
        (f"The Lamp: {NEWS}", ""),
        (f"{NEWS} — the lamp", ""),
        (f"{NEWS} » The Lamp", ""),
        (f"{NEWS} * The Lamp", ""),
    ],
)
def test_names_of_site_and_section_are_cut_off_the_ends(tag: str, links: str) -> None:
    head = f"<title>{tag}</title><meta property='og:site_name' content='The Lamp'>"

    assert titled(head=head, site=f"<nav>{links}</nav>") == NEWS


@pytest.mark.parametrize(
    "tag",
    [
        f"{HAN}_新闻中心_晨星网",
        f"{HAN}--时政--晨星网",
        f"{HAN}-晨星新闻",
        f"{HAN} - 晨星日报",
        f"{HAN}｜晨星在线",
        f"{HAN}_港口_晨星频道",
    ],
)
def test_a_chinese_title_loses_its_channel_and_site(tag: str) -> None:
    site = "<nav><a href='/1'>时政</a><a href='/2'>港口</a></nav>"

    assert titled(head=f"<title>{tag}</title>", text=CHINESE, site=site) == HAN


@pytest.mark.parametrize(
    "title",
    [
        "Harbour: what the new timetable means",
        "Ferries - a history in nine maps",
        "Budget 2025 | What is in it for the islands",
        "New York - Boston by boat",
        "“All ashore” – the last journey of a captain",
        "渡轮-铁路联运：旅客一天内可到达全岛各站",
        "AC/DC play the harbour",
    ],
)
def test_a_title_keeps_its_own_marks(title: str) -> None:
    head = f"<title>{title} | The Lamp</title><meta property='og:site_name' content='The Lamp'>"

    assert titled(head=head, body=f"<h1>{title}</h1>") == title
    assert titled(head=head) == title


@pytest.mark.parametrize(
    "heading",
    [
        f"<h1><span class='article-kicker'>Shipping</span><span>{NEWS}</span></h1>",
        f"<h1><span class='dachzeile'>Schifffahrt</span> <span>{NEWS}</span></h1>",
        f"<h1><small class='overline'>Islands:</small> {NEWS}</h1>",
        f"<h1><a class='category' href='/s'>Shipping</a> {NEWS}</h1>",
        f"<h1><span class='sr-only'>Article title:</span> {NEWS}</h1>",
    ],
)
def test_a_kicker_inside_the_heading_is_no_part_of_it(heading: str) -> None:
    assert titled(head=f"<title>{NEWS}</title>", body=heading) == NEWS


def test_a_kicker_before_a_colon_goes_where_the_page_tells_the_title_without_it() -> None:
    head = f"<meta property='og:title' content='{NEWS} - The Lamp'><meta property='og:site_name' content='The Lamp'>"

    assert titled(head=head, body=f"<h1>Shipping: {NEWS}</h1>") == NEWS


@pytest.mark.parametrize(
    "cut", ["Ferry operator doubles its…", "Ferry operator doubles its win", "Ferry operator dou..."]
)
@pytest.mark.parametrize("place", ["heading", "headline", "og"])
def test_a_cut_off_title_is_made_whole_wherever_it_stands(cut: str, place: str) -> None:
    share = f'<meta property="og:title" content="{cut if place == "og" else NEWS}">'
    stated = headline(cut) if place == "headline" else ""
    heading = f"<h1>{cut if place == 'heading' else NEWS}</h1>"

    assert titled(head=stated + share, body=heading) == NEWS


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("Ferries &amp; trains: a &quot;new&quot; timetable", 'Ferries & trains: a "new" timetable'),
        ("Ferries &amp;amp; trains", "Ferries & trains"),
        ("The captain&#8217;s <em>last</em> journey", "The captain’s last journey"),
        ("Why 3 < 5 ferries are enough", "Why 3 < 5 ferries are enough"),
    ],
)
def test_entities_and_tags_in_a_title_are_solved(stated: str, shown: str) -> None:
    assert titled(head=headline(stated)) == shown


def test_a_site_and_its_section_are_no_title_where_the_article_has_a_heading() -> None:
    head = "<title>The Lamp | Shipping</title><meta property='og:site_name' content='The Lamp'>"
    site = "<nav><a href='/s'>Shipping</a></nav>"

    assert titled(head=head, site=site, body=f"<h4>{NEWS}</h4>") == NEWS


def test_the_logo_in_a_main_heading_is_no_title() -> None:
    head = f"<title>{NEWS} - The Lamp</title><meta property='og:site_name' content='The Lamp'>"

    assert titled(head=head, site="<h1>The Lamp</h1>", body=f"<h1>{NEWS}</h1>") == NEWS
    assert titled(head=head, site="<h1>The Lamp</h1>", body=f"<h2>{NEWS}</h2>") == NEWS


def test_the_feed_names_a_page_that_names_itself_nothing() -> None:
    assert titled(hint=NEWS) == NEWS


def test_a_plain_page_is_called_by_its_heading() -> None:
    assert article_of(a_page(title=NEWS)).title == NEWS


@pytest.mark.parametrize(
    "tag",
    [
        f"{HAN}_山城港务局",
        f"{HAN}-山城师范大学",
        f"{HAN} - 山城文存",
        f"{HAN} | 山城",
        f"山城周刊：{HAN}",
        f"山城港务局-{HAN}",
    ],
)
def test_a_name_of_which_nothing_is_known_goes_where_the_page_shows_the_title_alone(tag: str) -> None:
    body = f"<table><tr><td class='t'>{HAN}</td></tr></table><p>2025-06-18 来源：港务局</p>"

    assert titled(head=f"<title>{tag}</title>", body=body, text=CHINESE) == HAN


def test_what_stands_behind_an_underscore_in_chinese_is_no_part_of_the_title() -> None:
    assert titled(head=f"<title>{HAN}_山城港务局</title>", text=CHINESE) == HAN


def test_a_page_that_names_only_its_site_is_titled_by_the_line_above_its_text() -> None:
    body = f"<td>山城日报 上一版 下一版</td><div>{HAN}</div><div>本报记者 沈从周　2025年06月18日</div>"

    assert titled(head="<title>山城日报</title>", body=body, text=CHINESE) == HAN


def test_a_main_heading_that_leads_home_is_the_logo() -> None:
    head = f"<title>山城港务局-{HAN}</title>"

    site = "<h1><a href='/'>山城港务局</a></h1>"

    assert titled(head=head, site=site, body=f"<h2>{HAN}</h2>", text=CHINESE) == HAN


def test_a_diarys_name_in_the_main_heading_is_no_title() -> None:
    head = f"<title>Island Diary: {NEWS}</title><meta property='og:site_name' content='Blogger'>"

    assert titled(head=head, site="<h1>Island Diary</h1>", body=f"<h3>{NEWS}</h3>") == NEWS


def test_a_heading_of_more_elements_than_a_headline_has_is_no_title() -> None:
    crowd = "<h1><i class=label>Harbour</i>" + "<i>word </i>" * 120 + "</h1>"

    assert titled(head=f"<title>{NEWS}</title>", body=crowd) == NEWS
