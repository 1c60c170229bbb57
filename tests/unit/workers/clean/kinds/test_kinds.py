"""Kinds of pages are told apart, on pages labelled by someone who never saw the code; `clean_kinds` shows the whole."""

import pytest

from contracts.article import Article
from contracts.errors import Rejected
from tests.benchmarks.clean_kinds import Judged, judged, share_right
from tests.unit.workers.clean.builders import PARAGRAPHS, a_page, raw_page
from workers.clean import clean
from workers.clean.body import Chooser, choose, choose_fast
from workers.clean.kinds.evidence import Evidence
from workers.clean.kinds.judging import quick_rejection_of
from workers.clean.pages.blocks import blocks_of
from workers.clean.pages.dom import parse
from workers.clean.pages.facts import read_facts

FLOOR = 0.97
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
SAYS_ARTICLE = (
    '<meta property="og:type" content="article"><meta property="article:published_time" content="2025-06-18T09:00:00Z">'
)
TEASER = f"<p>{PARAGRAPHS[0]}</p><p>Engineers had worked through the night to replace a valve that failed in a …</p>"
OFFER = "<div class='offer'><p>Subscribe to continue reading this story.</p><a href='/buy'>From $1 a week</a></div>"


@pytest.fixture(scope="module", params=["dev", "held", "audit"])
def found(request: pytest.FixtureRequest) -> list[Judged]:
    return judged(request.param)


def test_labelled_pages_are_taken_for_what_they_are(found: list[Judged]) -> None:
    assert share_right(found) >= FLOOR, [one for one in found if not one.is_right]


def test_no_labelled_article_is_rejected(found: list[Judged]) -> None:
    assert [one for one in found if one.kind == "article" and not one.is_right] == []


def reason_of(html: str, url: str = "https://lamp.example/2025/06/18/a-page.html", chooser: Chooser = choose) -> str:
    result = clean(raw_page(html.encode(), url=url), chooser=chooser)
    return result.reason if isinstance(result, Rejected) else "Article"


def test_a_text_that_breaks_off_above_an_offer_is_a_teaser() -> None:
    page = f"<title>New ferry leaves</title><body><article><h1>New ferry leaves</h1>{TEASER}{OFFER}</article>"

    assert reason_of(page) == "PaywallTeaser"


def evidence_of(html: str, url: str = "https://lamp.example/2025/06/18/a-page.html") -> Evidence:
    root = parse(html)
    assert root is not None
    blocks = blocks_of(root)
    return Evidence(read_facts(root, url), "Ferry", blocks, blocks)


@pytest.mark.parametrize("page", [f"{SAYS_ARTICLE}<body><article>{8 * STORY}", f"<body><div>{16 * STORY}"])
def test_the_fast_way_believes_a_long_text_without_looking_at_what_is_around_it(page: str) -> None:
    evidence = evidence_of(page)

    assert quick_rejection_of(evidence) is None
    assert "shape" not in vars(evidence)


def test_the_fast_way_looks_closer_at_a_brief_text_and_at_one_in_many_pieces() -> None:
    brief = evidence_of(f"{SAYS_ARTICLE}<body><article>{STORY}</article>")
    pieces = evidence_of("<body>" + 16 * f"<div>{STORY}</div>")

    assert quick_rejection_of(brief) is None
    assert quick_rejection_of(pieces) is None
    assert "shape" in vars(brief) and "shape" in vars(pieces)


def test_the_fast_way_takes_a_teaser_or_a_front_page_for_what_it_is_whatever_it_says() -> None:
    page = f"<html>{SAYS_ARTICLE}<title>New ferry leaves</title><body><article><h1>New ferry leaves</h1>"
    cards = "".join(f"<h3><a href='/n/{n}'>A headline number {n} about the sea</a></h3>" for n in range(9))

    assert reason_of(f"{page}{TEASER}{OFFER}</article>", chooser=choose_fast) == "PaywallTeaser"
    assert reason_of(f"<title>The Lamp</title><body>{cards}", "https://lamp.example/", choose_fast) == "HomePage"


def test_a_whole_article_that_says_it_is_not_free_is_an_article() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'

    assert isinstance(clean(a_page(head=head)), Article)


def test_a_whole_article_above_a_plea_for_support_is_an_article() -> None:
    plea = "<div class='subscribe'><p>Support the news of the islands. Subscribe for $1 a week.</p></div>"

    assert isinstance(clean(a_page(plea)), Article)


@pytest.mark.parametrize(("status", "reason"), [(403, "ErrorPage"), (404, "ErrorPage"), (500, "SiteFailure")])
def test_a_servers_refusal_is_told_from_its_failure(status: int, reason: str) -> None:
    result = clean(raw_page(b"<p>" + PARAGRAPHS[0].encode(), status=status))

    assert isinstance(result, Rejected)
    assert result.reason == reason


def test_pictures_with_captions_are_a_gallery_and_a_report_with_pictures_an_article() -> None:
    figures = "".join(f"<figure><img src='/{n}.jpg'><figcaption>Boat {n} leaves.</figcaption></figure>" for n in "abcd")

    assert reason_of(f"<title>The regatta</title><h1>The regatta</h1><p>Four boats.</p>{figures}") == "GalleryPage"
    assert isinstance(clean(a_page(figures)), Article)


def test_slides_in_a_layer_above_the_page_are_a_gallery() -> None:
    slide = "<div class='slide'><img src='/{}.jpg' width=900 height=600><p>Boat {} leaves the harbour.</p></div>"
    layer = f"<div class='popup gallery-slides'>{''.join(slide.format(n, n) for n in 'abcdef')}</div>"

    assert reason_of(f"<title>The regatta</title><h1>The regatta</h1><p>Six boats.</p>{layer}") == "GalleryPage"


def test_pictures_that_lead_to_each_other_by_number_are_one_gallery() -> None:
    picture = "<li><a href='/2025/regatta.html?picture={}'><img src='/{}.jpg'></a><p>Boat {} leaves.</p></li>"
    listed = "".join(picture.format(n, n, n) for n in range(1, 7))

    assert reason_of(f"<title>The regatta</title><h1>The regatta</h1><ul>{listed}</ul>") == "GalleryPage"


def test_numbered_slides_of_which_one_is_loaded_are_a_gallery() -> None:
    slides = "".join(
        f"<div class=s><span>{n}<i>/5</i></span><p>Boat {n} leaves the quay.</p></div>" for n in range(1, 6)
    )
    shown = "<div class=view><img src='/1.jpg' alt=''></div>"

    assert reason_of(f"<title>The regatta</title><h1>The regatta</h1>{shown}{slides}") == "GalleryPage"


def test_a_radio_in_the_sites_header_makes_no_page_a_film() -> None:
    radio = (
        "<div class='page-header'><div class='live-player'><button>Listen</button></div><a href='/'>The Lamp</a></div>"
    )
    titles = ("Harps fill the square", "Cinema ends its summer", "A piper taught by tape", "The choir looks for voices")
    items = "".join(f"<li><a href='/n/{n}'>{title} of Low Side</a></li>" for n, title in enumerate(titles))
    page = f"<title>Culture</title><body>{radio}<main><h1>Culture</h1><ul>{items}</ul></main>"

    assert reason_of(page, "https://lamp.example/culture/") == "ListingPage"


def test_a_film_in_the_articles_own_header_is_what_the_page_shows() -> None:
    header = "<header><div class='video-player'><video src='/a.mp4' controls></video></div></header>"
    page = f"<title>Ferry</title><body><main>{header}<h1>Ferry</h1><p>See it leave the harbour.</p></main>"

    assert reason_of(page) == "VideoPage"


def test_cards_in_a_row_that_are_a_link_each_make_a_listing() -> None:
    told = "<div>Ann Lee covers the courts of the county. She joined the paper in 2019 from a wire service.</div>"
    titles = (
        "Council rejects the new pier",
        "Judge closes a riverside market",
        "Jail kitchen fails a second inspection",
    )
    cards = "".join(
        f"<a href='/n/{n}'><img src='/{n}.jpg'>{title}<div>Oct. {n}, 2026</div></a>"
        for n, title in enumerate(titles, 2)
    )
    page = f"<title>Ann Lee - The Lamp</title><body><main><h1>Ann Lee</h1>{told}<div>{cards}</div></main>"

    assert reason_of(page, "https://lamp.example/staff/ann-lee/") == "ListingPage"


def test_a_player_above_a_caption_is_a_video_and_above_a_report_an_article() -> None:
    player = "<div class='video-player'><video src='/a.mp4' controls></video></div>"

    assert reason_of(f"<title>Ferry</title><h1>Ferry</h1>{player}<p>See it leave the harbour.</p>") == "VideoPage"
    assert isinstance(clean(a_page(player)), Article)


def test_a_front_page_is_told_from_a_section() -> None:
    headline = "<h3><a href='/n/{}'>A headline number {} about the sea</a></h3>"
    cards = "".join(f"<div class='card'>{headline.format(n, n)}<p>{PARAGRAPHS[n % 3]}</p></div>" for n in range(6))
    page = f"<title>The Lamp</title><body>{cards}"

    assert reason_of(page, "https://lamp.example/") == "HomePage"
    assert reason_of(page, "https://lamp.example/harbour/") == "ListingPage"


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("Färjan gick inte på tre dagar. Ingen vet varför.", "Läs vidare: prenumerera från 1 kr första månaden"),
        ("渡輪停駛了三天，沒有人知道原因。", "本文只供已登記讀者閱讀，請先登記"),
        ("渡輪停駛了三天，沒有人知道原因。", "此為付費會員文章，首月只需28元"),
        ("De veerpont voer drie dagen niet. Niemand weet waarom.", "Verder lezen? Neem een abonnement vanaf € 1."),
        ("Prom nie pływał przez trzy dni. Nikt nie wie dlaczego.", "Czytaj dalej z subskrypcją za 1 zł"),
        ("渡輪停航三天，無人知道原因。", "閱讀餘下內容，請訂閱網上版，每月 $58"),
        ("Feri berhenti tiga hari. Tak seorang pun tahu sebabnya.", "Berlangganan untuk lanjut membaca artikel ini"),
    ],
)
def test_a_short_text_that_says_it_is_locked_above_an_offer_in_any_language_is_a_teaser(text: str, offer: str) -> None:
    stated = '{"@type": "NewsArticle", "headline": "F", "datePublished": "2026-03-01", "isAccessibleForFree": false}'
    head = f'<title>F</title><script type="application/ld+json">{stated}</script>'

    assert reason_of(f"{head}<body><h1>F</h1><div class='text'><p>{text}</p></div><p>{offer}</p>") == "PaywallTeaser"


@pytest.mark.parametrize(
    "left",
    [
        "Pozostało jeszcze 91% treści.",
        "Il vous reste 83 % de cet article à lire.",
        "Залишилось прочитати 74 %.",
        "Te queda un 78% por leer.",
        "Noch 85 % dieses Artikels.",
        "剩余 76% 内容",
        "この記事の残り 88% をお読みいただけます。",
    ],
)
def test_a_count_of_how_much_is_left_below_a_short_text_tells_a_teaser(left: str) -> None:
    text = "<p>To reach the old ferryman one has to shout. Then one waits until the boat comes.</p>"
    page = f"<title>The ferryman</title><h1>The ferryman</h1><div class='text'>{text}</div><p>{left}</p>"
    sold = "<p>Access to this and 12 thousand more: 4,90 € for the first month. Cancel any time.</p>"

    assert reason_of(page + sold) == "PaywallTeaser"


def test_a_report_may_say_how_much_is_left() -> None:
    line = "<p>The council has spent a tenth of the money so far, and 91 % is left to pay for the quay by spring.</p>"

    assert isinstance(clean(a_page(line)), Article)


@pytest.mark.parametrize(
    ("text", "button"),
    [
        ("We and 90 partners store and read data on your device with your consent, cookies among them.", "I agree"),
        ("Strona zapisuje pliki cookies, by mierzyć ruch i dobierać reklamy do zainteresowań.", "Zgadzam się"),
        ("Bu site deneyiminizi geliştirmek ve reklamları ölçmek için çerez kullanır.", "Kabul et"),
        ("เว็บไซต์นี้ใช้คุกกี้เพื่อวัดจำนวนผู้เข้าชมและแสดงโฆษณาที่เหมาะกับคุณ โปรดเลือกก่อนเข้าชม", "ยอมรับทั้งหมด"),
    ],
)
def test_a_page_of_nothing_but_a_question_for_cookies_is_a_consent_wall(text: str, button: str) -> None:
    assert reason_of(f"<title>Hello</title><body><p>{text}</p><button>{button}</button>") == "ConsentWall"


def test_a_whole_article_above_a_question_for_cookies_is_an_article() -> None:
    bar = "<div><p>This site uses cookies to measure visits and to choose ads.</p><button>I agree</button></div>"

    assert isinstance(clean(a_page(bar)), Article)


def test_a_row_of_pictures_with_a_line_each_in_one_element_is_a_gallery() -> None:
    strip = "".join(f"<a href='/{n}.jpg'><img src='/{n}.jpg'></a><span>Boat {n} leaves.</span>" for n in "abcd")

    assert reason_of(f"<title>The regatta</title><h1>The regatta</h1><div>{strip}</div>") == "GalleryPage"


def test_a_name_of_the_template_around_the_whole_text_says_nothing_against_it() -> None:
    more = (
        "A road that the new map had lost is back on it, the county said, after a clerk compared it with the old one."
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in (more, *PARAGRAPHS))

    assert (
        reason_of(f"<title>Error 404: Road not found</title><body><div class='widget Blog'>{text}</div>") == "Article"
    )


def test_a_numbered_refusal_is_a_check_and_a_numbered_loss_an_error() -> None:
    refused = "<title>403 ERROR</title><h1>403 ERROR</h1><p>Request blocked. There may be too much traffic.</p>"
    lost = "<title>404</title><h1>404</h1><p>The page you were looking for was removed.</p>"

    assert (reason_of(refused), reason_of(lost)) == ("BotWall", "ErrorPage")


def test_a_page_that_begins_its_body_without_saying_so_is_read() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    result = clean(raw_page(f"<!doctype html><title>F</title><article><h1>Ferry</h1>{text}</article>".encode()))

    assert isinstance(result, Article)
    assert PARAGRAPHS[-1] in result.text


ABOUT_US = (
    ("en", "About the Lantern", ("About us", "Advertise with us", "hello@lantern.example", "Terms of use", "Cookies")),
    ("de", "Über die Laterne", ("Über uns", "Werbung", "post@laterne.example", "Nutzungsbedingungen", "Cookies")),
    ("es", "Sobre la Linterna", ("Quiénes somos", "Publicidad", "Aviso legal", "Política de cookies")),
    ("ru", "О «Фонаре»", ("О нас", "Реклама", "Правила", "Политика конфиденциальности", "Файлы cookie")),
    ("zh", "关于灯塔", ("关于我们", "商务合作", "邮箱 hello@lantern.example", "用户协议", "隐私政策")),
    ("ja", "灯台について", ("会社概要", "お問い合わせ", "利用規約", "プライバシーポリシー", "Cookieの利用")),
)


@pytest.mark.parametrize(("language", "title", "lines"), ABOUT_US)
def test_a_page_about_a_site_that_names_cookies_asks_for_no_consent(
    language: str, title: str, lines: tuple[str, ...]
) -> None:
    listed = "".join(f"<li>{line}</li>" for line in lines)
    page = f"<html lang={language}><title>{title}</title><body><div><h1>{title}</h1><ul>{listed}</ul></div>"

    assert reason_of(page, "https://lamp.example/about/us.html") in ("NoArticleText", "TooLittleText", "ListingPage")


MORE_NEWS = "".join(f"<li><a href='/n{n}'>The market opens on Sunday number {n}</a></li>" for n in range(4))


@pytest.mark.parametrize("around", ["", "<h2>More news</h2>"])
def test_a_short_report_above_further_headlines_is_an_article(around: str) -> None:
    report = (
        "<h1>Water cut off in three quarters of the town</h1><p>A burst pipe has left Mill End, Low Side and the Quay "
        "without water since ten. It will be back this evening, the council says.</p>"
    )
    page = f"<title>Water cut off in three quarters of the town</title><body><article>{report}</article>"

    assert reason_of(f"{page}<section>{around}<ul>{MORE_NEWS}</ul></section>") == "Article"


def test_a_search_that_found_nothing_is_a_listing_and_no_error() -> None:
    page = (
        "<title>whale</title><body><form><input name='q' value='whale'></form>"
        "<div>Sorry, nothing was found for “whale”.</div>"
        "<p>Try another word.</p>"
    )

    assert reason_of(page, "https://lamp.example/find?q=whale") == "ListingPage"


def test_a_frame_that_may_fill_the_screen_is_a_player_unless_it_shows_a_map() -> None:
    page = (
        "<title>Cranes over the bay</title><body><h1>Cranes over the bay</h1><iframe src='{}' allowfullscreen></iframe>"
    )
    caption = "<p>Ten thousand are resting on the coast. 2 minutes.</p>"

    assert reason_of(page.format("https://lecteur.example/e/1") + caption) == "VideoPage"
    assert reason_of(page.format("https://maps.example/e/1") + caption) != "VideoPage"


@pytest.mark.parametrize(
    "sale",
    [
        "<h3>Try it now</h3><p>Four weeks for €1, then €9.90 a month.</p><a href='/abo'>To the offer</a>",
        "<p>You have read your two free stories this week.</p><p>Create a free account to carry on.</p>",
        "<p>Le reste est pour nos abonnés.</p><p>Le premier mois à 1 €.</p><a href='/offres'>Voir</a>",
        "<p>余下1,870字，购买后可读</p><a href='/buy'>3元购买</a>",
    ],
)
def test_a_text_that_stops_in_mid_sentence_above_a_sale_is_a_teaser(sale: str) -> None:
    start = "<p>Two banks, one board and a paper nobody should see: how it began, and what it means for the</p>"
    page = f"<title>The silent merger</title><body><main><h1>The silent merger</h1>{start}<div>{sale}</div></main>"

    assert reason_of(page) == "PaywallTeaser"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "多家网站升级隐私弹窗 “拒绝”按钮一样大",
            "新规昨天生效。记者打开了二十家网站，其中十七家已把两个按钮做得一样大。",
        ),
        (
            "Le site est « en maintenance », la date est repoussée",
            "La date limite est reportée au 20 octobre, a dit Bercy.",
        ),
    ],
)
def test_a_report_of_a_sentence_or_two_whose_headline_speaks_of_a_failure_is_none(title: str, text: str) -> None:
    page = f"<title>{title}</title><body><article><h1>{title}</h1><p>{text}</p></article>"

    assert reason_of(page) in ("Article", "TooLittleText")


def test_two_sentences_below_a_headline_are_a_brief() -> None:
    title, text = (
        "三号码头明起停航两天",
        "因检修浮桥，三号码头4日、5日停航，旅客可改走一号码头。已购票的，可在售票处原价退票。",
    )
    page = f"<html lang=zh><title>{title}</title><body><a href='/'>首页</a><article><h1>{title}</h1><p>{text}</p>"

    assert reason_of(page) == "Article"


def test_too_little_text_of_no_wall_is_no_more_than_that() -> None:
    title, text = "Unentschieden in Aue nach spätem Tor", "Der FSV holt in Aue einen Punkt. Beim 1:1 traf Krol zuletzt."

    assert reason_of(f"<title>{title}</title><body><article><h1>{title}</h1><p>{text}</p>") == "TooLittleText"


def test_a_first_page_that_leads_nowhere_is_not_yet_open_and_no_home() -> None:
    page = (
        "<title>The Quarry Post: coming soon</title><body><h1>A new newspaper for Bedford</h1><p>Our first issue goes "
        "online in spring.</p><form><input type=email><button>Tell me when</button></form><a href='#'>Follow us</a>"
    )

    assert reason_of(page, "https://lamp.example/") == "SiteFailure"
