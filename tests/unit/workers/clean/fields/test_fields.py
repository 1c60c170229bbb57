"""Title, authors, publisher, tags, the page's own digest, language."""

import pytest

from tests.unit.workers.clean.builders import CHINESE, PARAGRAPHS, SOURCE, a_page, article_of, raw_page, removed_for
from workers.clean.fields.language import language_of


@pytest.mark.parametrize(
    "shown",
    [
        "New ferry leaves the harbour | The Lamp",
        "The Lamp - New ferry leaves the harbour",
        "New ferry leaves the harbour--News--The Lamp",
    ],
)
def test_the_sites_name_is_no_part_of_the_title(shown: str) -> None:
    html = f"<html><head><title>{shown}</title><meta property='og:site_name' content='The Lamp'></head><body><article>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)

    title = article_of(raw_page(f"{html}{text}</article>".encode())).title

    assert title.startswith("New ferry leaves the harbour")
    assert "Lamp" not in title


@pytest.mark.parametrize("cut", ["First talks in over 7 year", "First talks in over…", "First talks in over 7..."])
def test_a_title_that_was_cut_off_is_made_whole(cut: str) -> None:
    head = '<meta property="og:title" content="First talks in over 7 years">'

    assert article_of(a_page(head=head, title=cut)).title == "First talks in over 7 years"


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ('<meta name="author" content="By Ann Li and Bo Chen">', ("Ann Li", "Bo Chen")),
        ('<meta name="author" content="https://facebook.com/annli">', ()),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","author":[{"name":"Ann '
            'Li"}]}</script>',
            ("Ann Li",),
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","author":{"name":"Ann '
            'Li"},}</script>',
            ("Ann Li",),
        ),
    ],
    ids=["meta", "address", "json-ld", "broken-json-ld"],
)
def test_authors_are_names_only(head: str, authors: tuple[str, ...]) -> None:
    assert article_of(a_page(head=head)).authors == authors


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("<p class='byline'>By Ann Li, CNN Editor-at-large</p>", ("Ann Li",)),
        ("<p class='byline'>Ann Li Chefredakteurin</p>", ("Ann Li",)),
        ("<p class='byline'>Ann Li CBS Sports Writer</p>", ("Ann Li",)),
        ("<p class='author'>ann.li</p><p>By Ann Li</p>", ("Ann Li",)),
        ("<p>By <a rel='author' href='/a'>The Lamp</a></p>", ("The Lamp",)),
        ("<meta name='author' content='Verein der Fischer e.V.'><p>Von Ann Li</p>", ("Ann Li",)),
        ("<p>（记者 李安）</p>", ("李安",)),
        ("<p>（李安 上海报道）</p>", ("李安",)),
        ("<p>（责任编辑：李安、陈波）</p>", ("李安", "陈波")),
        ("<p>记者调查：港口</p>", ()),
        ("<ul><li><a href='/x'>Another report of the harbour</a><span class='author'>Bo Chen</span></li></ul>", ()),
    ],
)
def test_a_byline_names_its_people_and_not_their_roles(byline: str, authors: tuple[str, ...]) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    html = f"<html><body><h1>New ferry leaves</h1>{byline}<div>{text}</div></body></html>"

    assert article_of(raw_page(html.encode())).authors == authors


def test_a_source_that_signs_what_it_carries_is_the_publisher_and_no_author() -> None:
    html = (
        "<html><head><title>T</title></head><body><h1>A meeting of two agencies in Florida</h1>"
        "<div><span class='author-name'>Fortune | FORTUNE</span> <span>8小时前</span></div><div>"
        + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
        + "</div></body></html>"
    )

    article = article_of(raw_page(html.encode()))

    assert article.publisher is not None
    assert (article.publisher.name, article.publisher.as_written) == ("Fortune", "Fortune | FORTUNE")
    assert article.authors == ()
    assert article.source == SOURCE
    assert article.published_at is not None
    assert (article.published_at.instant.isoformat(), article.published_at.precision) == (
        "2025-06-18T10:00:00+00:00",
        "hour",
    )


def test_a_chinese_page_names_its_source_after_a_label() -> None:
    line = "<div class='info'>2025年06月18日 10:45　来源：晨星日报</div>"
    html = f"<html><body><h1>新渡轮驶离港口</h1>{line}<div>{''.join(f'<p>{text}</p>' for text in CHINESE)}</div>"

    publisher = article_of(raw_page(html.encode())).publisher

    assert publisher is not None
    assert publisher.name == "晨星日报"


def test_a_list_of_tags_in_two_scripts_is_read_and_is_no_text() -> None:
    tags = "<div><h4>相关标签</h4><ul><li><a href='/t/1'>NASA</a></li><li><a href='/t/2'>国际空间站</a></li></ul></div>"

    article = article_of(a_page(tags))

    assert [tag.labels for tag in article.tags] == [{"en": "NASA"}, {"zh": "国际空间站"}]
    assert {tag.basis for tag in article.tags} == {"page"}
    assert article.text == "\n\n".join(PARAGRAPHS)


def test_the_pages_own_summary_and_points_are_kept_apart_from_its_text() -> None:
    points = "".join(
        f"<li><b>🚢 要点{n}</b><p>渡轮公司说明了第{n}项安排，票价不变，班次增加。</p></li>" for n in (1, 2, 3)
    )
    box = f"<div><div>智能摘要</div><p>新渡轮周二驶离港口，票价与以往相同。</p><ul>{points}</ul></div>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)

    article = article_of(raw_page(f"<html><body><h1>New ferry leaves</h1>{box}<div>{text}</div>".encode()))

    assert article.summary is not None
    assert (article.summary.text, article.summary.language, article.summary.method) == (
        "新渡轮周二驶离港口，票价与以往相同。",
        "zh",
        "page",
    )
    assert [(point.emoji, point.headline) for point in article.key_points] == [
        ("🚢", "要点1"),
        ("🚢", "要点2"),
        ("🚢", "要点3"),
    ]
    assert (article.language, article.text) == ("en", "\n\n".join(PARAGRAPHS))
    assert len(removed_for(article, "key points")) == 6


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (PARAGRAPHS[0], "zh-CN", "en"),
        (CHINESE[0], "en", "zh"),
        ("火曜日の朝、新しいフェリーの第一便が静かな港を離れました。", None, "ja"),
        ("화요일 아침 첫 번째 새 여객선이 항구를 떠났다.", None, "ko"),
        ("Die neue Fähre verließ am Dienstag den ruhigen Hafen, sagte der Betreiber.", "en", "de"),
        ("Le nouveau ferry a quitté le port mardi matin, selon l'exploitant.", None, "fr"),
        ("Новый паром вышел из гавани во вторник утром.", None, "ru"),
        ("غادرت العبارة الجديدة الميناء صباح الثلاثاء.", None, "ar"),
        ("", None, "und"),
    ],
)
def test_the_text_decides_its_language(text: str, declared: str | None, language: str) -> None:
    assert language_of("", text, declared) == language
