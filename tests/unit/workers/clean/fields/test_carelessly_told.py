"""What pages tell carelessly beside their text, in pages of our own: read as a careful reader would."""

import pytest

from contracts.article import Article
from tests.unit.workers.clean.builders import PARAGRAPHS, article_of, raw_page
from workers.clean.fields.bylines import byline_names, stamp_names

TITLE = "New ferry leaves the harbour"


def read(
    above: str = "", head: str = "", *, below: str = "", before: str = "", title: str = f"<h1>{TITLE}</h1>"
) -> Article:
    """Return the article of a page with these lines between title and text, in its head and round about."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    named = "" if "<title>" in head else f"<title>{TITLE}</title>"
    html = f"<html><head>{named}{head}</head><body>{before}<article>{title}{above}{text}</article>{below}</body></html>"
    return article_of(raw_page(html.encode()))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Posted on May 3, 2024 by Ann Li", ("Ann Li",)),
        ("Veröffentlicht am 14. März 2025 von Anna Berg", ("Anna Berg",)),
        ("Publié le 3 mai 2024 par Jean Le Goff", ("Jean Le Goff",)),
        ("Opublikowano 3 maja 2024 przez Jan Kowal", ("Jan Kowal",)),
        ("martedì 4 giugno 2024 - di Ettore Bassani", ("Ettore Bassani",)),
        ("Yayınlanma: 03.05.2024 Yazar: Ayşe Kaya", ("Ayşe Kaya",)),
        ("vor 2 Tagen · Von Anna Berg, Hafenstadt", ("Anna Berg",)),
        ("Von Anna Berg 11.02.2025, 16:34 Uhr | Aktualisiert: 11.02.2025, 18:00 Uhr", ("Anna Berg",)),
        ("Af Mette Kjær og Ole Bruun mk@lamp.example", ("Mette Kjær", "Ole Bruun")),
        ("Par Inès Caradec (Port-Blanc, envoyée spéciale)", ("Inès Caradec",)),
        ("Tekst: Karoline Friis Foto: Jens Holm", ("Karoline Friis",)),
        ("Text und Foto: Anna Berg", ("Anna Berg",)),
        ("Posted by admin on 30.01.2025", ()),
        ("Scritto da Luca Ferri", ("Luca Ferri",)),
        ("Publicado por Chelo Marrero en 19:20", ("Chelo Marrero",)),
        ("Enviado por Rosario Quinta el Mié, 09/10/2024 - 11:32", ("Rosario Quinta",)),
        ("Forfattere: Birgitte Holm og Aksel Thorup", ("Birgitte Holm", "Aksel Thorup")),
        ("Oprac. Karolina Mazur", ("Karolina Mazur",)),
        ("Autor: Ioana Pop Publicat: 04/02/2025 08:10", ("Ioana Pop",)),
        ("This is a guest post by Amara Nwosu.", ("Amara Nwosu",)),
        ("<a href='/autor/irene-sola/'>Irene Solà</a><span>Puerto Alto</span>", ("Irene Solà",)),
    ],
)
def test_a_line_names_its_writers_beside_dates_addresses_and_pictures(line: str, names: tuple[str, ...]) -> None:
    assert read(f"<p class='byline'>{line}</p>").authors == names


@pytest.mark.parametrize(
    "line", ["Zuletzt geändert am 13.10.2024", "Lesezeit 3 Min 13.10.2024", "3 May 2024 by the harbour"]
)
def test_a_dated_line_without_a_writer_names_none(line: str) -> None:
    assert read(f"<p class='author'>{line}</p>").authors == ()


def test_a_correspondent_and_a_trainee_write_beside_the_reporter() -> None:
    assert byline_names("本报记者 沈从周 通讯员 何田") == ["沈从周", "何田"]
    assert byline_names("晨星新闻记者 沈从周、何田 实习生 高远") == ["沈从周", "何田", "高远"]
    assert stamp_names("Ann Li waited at the harbour until 3 by the clock") == []


def test_a_list_of_other_articles_does_not_speak_for_the_page() -> None:
    others = (
        '{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Bridge closed","author":"Bo Ek"}]}'
    )
    own = f'{{"@type":"NewsArticle","headline":"{TITLE}","author":"Ann Li"}}'
    scripts = "".join(f'<script type="application/ld+json">{told}</script>' for told in (others, own))

    article = read(head=scripts)

    assert (article.title, article.authors) == (TITLE, ("Ann Li",))


def test_of_two_times_that_differ_by_the_zone_alone_the_shown_one_is_true() -> None:
    told = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2025-06-03T14:10:00Z"}</script>'
    meta = '<meta property="article:published_time" content="2025-06-03T14:10:00+02:00">'

    article = read("<p class='date'>03.06.2025, 14:10 Uhr</p>", told + meta)

    assert article.published_at is not None
    assert article.published_at.instant.hour == 12


@pytest.mark.parametrize(
    "stamp",
    [
        "<abbr class='published' title='2025-02-03T07:45:00Z'>this morning</abbr>",
        "<span property='dc:date dc:created' content='2025-02-03T07:45:00+00:00'>3/2</span>",
        "<div>Päivitetty 9.4.2025 klo 7.30 · Julkaistu 3.2.2025 klo 9.45</div>",
    ],
)
def test_a_day_is_told_in_an_abbreviation_a_property_or_behind_the_day_of_a_change(stamp: str) -> None:
    article = read(stamp)

    assert article.published_at is not None
    assert article.published_at.instant.date().isoformat() == "2025-02-03"


def test_an_element_classed_as_updated_tells_the_change() -> None:
    first, last = (
        "<time class='published' datetime='2025-02-03'>3</time>",
        "<time class='updated' datetime='2025-02-05'>5</time>",
    )

    article = read(first + last)

    assert article.updated_at is not None
    assert article.updated_at.instant.day == 5


def test_a_sentence_about_a_day_to_come_or_past_dates_no_article() -> None:
    assert (
        read(below="<p>Our next open day was on 14 May 2025, and tours of the harbour began at ten.</p>").published_at
        is None
    )


@pytest.mark.parametrize(
    ("title_tag", "heading"),
    [
        (f"{TITLE} :: The Daily Lamp", f"<h1>The Daily Lamp</h1><h2>{TITLE}</h2>"),
        (f"The Lamp » {TITLE}", f"<h1 class='site-title'>The Lamp</h1><h2>{TITLE}</h2>"),
        (f"The Society of Friends of the Harbour » Archive » {TITLE}", f"<h2><a href='?p=1'>{TITLE}</a></h2>"),
        (f"{TITLE} - Talk - Powered by Board", f"<h1><a href='/talk'>[Talk]</a> <span>{TITLE}</span></h1>"),
    ],
)
def test_a_title_stands_beside_the_site_s_name(title_tag: str, heading: str) -> None:
    assert read(head=f"<title>{title_tag}</title>", title=heading).title == TITLE


def test_marked_tags_tell_more_than_keywords_that_every_page_has() -> None:
    spam = "<meta name='keywords' content='news, newest news, local news, sports'>"
    tags = "<footer><a rel='tag' href='/t/1'>#ferry</a> <a rel='tag' href='/t/2'>#harbour</a></footer>"

    article = read(tags, spam, below="<aside><a rel='tag' href='/t/3'>weather</a></aside>")

    assert [label for tag in article.tags for label in tag.labels.values()] == ["ferry", "harbour"]


def test_a_title_is_no_tag() -> None:
    assert read(head=f"<meta name='keywords' content='{TITLE}'>").tags == ()


def test_the_site_s_own_name_is_no_writer_where_the_page_shows_one() -> None:
    head = f"<title>{TITLE} – Slipway Notes</title><meta name='author' content='Slipway Notes'>"

    assert read("<p class='byline'>by Ann Li</p>", head).authors == ("Ann Li",)
    assert read(head=head).authors == ("Slipway Notes",)


def test_a_comment_on_the_next_day_does_not_tell_the_hour_of_the_article() -> None:
    stamp, comment = "<h3 class='date-header'>17 de mayo de 2024</h3>", "<div class='x'>18 de mayo de 2024, 9:10</div>"

    article = read(stamp, below=comment)

    assert article.published_at is not None
    assert (article.published_at.instant.day, article.published_at.precision) == (17, "day")


def test_a_label_before_the_time_says_that_it_is_of_the_change() -> None:
    first = "<b>Creada:</b> <time datetime='2025-01-30T23:00:00Z'>31</time>"
    last = "<b>Actualizada:</b> <time datetime='2025-01-31T08:15:00Z'>31</time>"

    article = read(f"<div>{first} {last}</div>")

    assert article.published_at is not None
    assert article.updated_at is not None
    assert (article.published_at.instant.hour, article.updated_at.instant.hour) == (23, 8)


def test_tags_are_taken_apart_in_a_list_behind_a_label_and_in_one_statement() -> None:
    shown = read(below="<p>3 replies Etiquetas: <a href='/l/1'>ferry</a>, <a href='/l/2'>harbour</a></p>")
    stated = read(head="<meta property='article:tag' content='ferry, harbour, valve'>")

    assert [tag.concept for tag in shown.tags] == ["ferry", "harbour"]
    assert [tag.concept for tag in stated.tags] == ["ferry", "harbour", "valve"]


def test_a_title_that_links_to_its_own_page_is_no_section() -> None:
    head = f"<title>{TITLE} @ Deer Walks :: Pixels</title><meta property='og:title' content='{TITLE}'>"

    assert read(head=head, title=f"<h2><a href='/news/new-ferry-leaves'>{TITLE}</a></h2>").title == TITLE
