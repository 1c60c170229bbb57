"""A source's own selectors: what they read, and when the generic reading takes over."""

from dataclasses import replace

from contracts.records import Page, Selectors
from contracts.selectors import selectors_id
from tests.unit.workers.clean.builders import PARAGRAPHS, article_of, raw_page, removed_for
from workers.clean import SourceMemory, look
from workers.clean.sites.mending import Fit, body_agrees

TEASERS = "".join(f"<p>{word} ships wait outside the harbour, and nobody on the pier knows why.</p>" for word in "ABC")
NOTE = "Readers who keep a boat here may call the harbour office about this."


def a_page(**rules: str) -> Page:
    """Return a page of odd build, of a source with these selectors."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    html = (
        "<html><head><title>The Lamp</title></head><body><h1>The Lamp</h1>"
        f"<div class='hl'>New ferry leaves the harbour</div><div class='who'>By Ann Lee and Bo Dahl</div>"
        f"<div class='when'>17 June 2025, 08:15</div><div id='story'>{text}<p class='office'>{NOTE}</p></div>"
        f"<div class='others'>{TEASERS}</div></body></html>"
    )
    selectors = Selectors(**{name: (rule,) for name, rule in rules.items()}) if rules else None
    return with_selectors(raw_page(html.encode()), selectors)


def with_selectors(page: Page, selectors: Selectors | None) -> Page:
    """Return the page as of a source that states these."""
    return replace(page, selectors=selectors)


def test_each_thing_is_read_where_its_selector_says() -> None:
    article = article_of(a_page(body="#story", title=".hl", time=".when", author=".who"))

    assert article.text.split("\n\n")[:3] == list(PARAGRAPHS)
    assert "ships wait" not in article.text
    assert article.title == "New ferry leaves the harbour"
    assert article.authors == ("Ann Lee", "Bo Dahl")
    assert article.published_at is not None
    assert (article.published_at.instant.isoformat(), article.published_at.precision) == (
        "2025-06-17T08:15:00+00:00",
        "minute",
    )
    assert "by its source's selectors: body, title, time, author" in article.trace[0].detail


def test_what_drop_takes_is_kept_among_the_removed() -> None:
    article = article_of(a_page(body="#story", drop=".office"))

    assert NOTE not in article.text
    assert removed_for(article, "selector") == [NOTE]


def test_what_keep_names_stays_whatever_a_rule_says() -> None:
    page = a_page(body="#story")
    told = page.body.replace(NOTE.encode(), b"Subscribe to our newsletter")
    dropped = article_of(with_selectors(raw_page(told), page.selectors))
    kept = article_of(with_selectors(raw_page(told), Selectors(body=("#story",), keep=(".office",))))

    assert "newsletter" not in dropped.text
    assert kept.text.endswith("Subscribe to our newsletter")


def test_without_a_body_selector_drop_and_keep_change_the_generic_reading() -> None:
    article = article_of(a_page(drop="#story .office"))

    assert NOTE not in article.text
    assert PARAGRAPHS[0] in article.text


def test_the_first_selector_that_finds_something_holds() -> None:
    page = with_selectors(a_page(), Selectors(title=(".gone", ".hl", "h1")))

    assert article_of(page).title == "New ferry leaves the harbour"


def test_a_selector_that_finds_nothing_leaves_the_generic_reading() -> None:
    generic, mended = article_of(a_page()), article_of(a_page(body=".gone", title=".gone", time=".gone"))

    assert mended.text == generic.text
    assert mended.title == generic.title
    assert mended.published_at == generic.published_at
    assert "its selectors do not fit: body, title, time" in mended.trace[0].detail


def test_a_body_that_is_a_mere_scrap_beside_the_generic_one_is_not_taken() -> None:
    assert article_of(a_page(body=".when")).text == article_of(a_page()).text


def test_a_field_that_fails_on_the_source_is_read_as_on_any_page() -> None:
    page = a_page(body="#story", title=".hl")
    own = selectors_id(page.selectors)
    failing = SourceMemory(3, fit=Fit(own, usual_chars=300, failing=("title",)))
    elder = SourceMemory(4, fit=Fit("other", failing=("title",)))

    assert article_of(page, failing).title == article_of(a_page()).title
    assert article_of(page, elder).title == "New ferry leaves the harbour"


def test_what_selectors_bring_does_not_depend_on_the_snapshot() -> None:
    page = a_page(body="#story", title=".hl", author=".gone")
    failing = SourceMemory(3, fit=Fit(selectors_id(page.selectors), usual_chars=9, failing=("body", "title")))

    first, second = look(page).shown, look(page, failing).shown

    assert first is not None
    assert second is not None
    assert first.brought == second.brought
    assert first.brought.asked == ("body", "title", "author")
    assert first.brought.title > 0
    assert (first.brought.time, first.brought.author) == (-1, 0)


def test_a_text_is_odd_only_if_past_and_generic_reading_both_say_so() -> None:
    assert body_agrees(3000, generic_chars=0, usual_chars=2500)
    assert body_agrees(300, generic_chars=350, usual_chars=9000)
    assert body_agrees(30_000, generic_chars=29_000, usual_chars=900)
    assert not body_agrees(100, generic_chars=2000, usual_chars=3000)
    assert not body_agrees(40_000, generic_chars=2000, usual_chars=2500)
    assert not body_agrees(0, generic_chars=2000, usual_chars=2500)


def test_an_old_page_whose_selector_cannot_be_applied_is_read_as_any() -> None:
    broken = with_selectors(a_page(), Selectors(body=("p[",), title=("x|y",)))

    assert article_of(broken).text == article_of(a_page()).text
