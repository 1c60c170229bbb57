"""What becomes of an article at the index, by what stands there."""

from dataclasses import replace
from datetime import timedelta

from contracts.article import Article, Moment, Version
from contracts.records import AiUsage
from tests.unit.workers.articles import FETCHED_AT, STORY, an_article, edited, later, revised
from workers.verdicts import decide


def test_a_new_article_is_written_as_the_first_of_its_fetch() -> None:
    article = an_article()

    verdict = decide(article, None, [])

    assert (verdict.outcome, verdict.writes, verdict.fresh) == ("indexed", (article,), True)
    assert verdict.writes[0].version.revision == 0


def test_a_repeated_delivery_changes_nothing_and_ends_as_the_first_did() -> None:
    article = an_article()

    for standing in (article, revised(article, 3)):
        verdict = decide(article, standing, [])
        assert (verdict.outcome, verdict.writes) == ("indexed", ())


def test_a_newer_fetch_of_the_same_text_is_unchanged() -> None:
    article = an_article()

    verdict = decide(later(article), article, [])

    assert (verdict.outcome, verdict.writes) == ("unchanged", ())


def test_a_newer_fetch_with_another_text_or_another_date_replaces_what_stands() -> None:
    article = an_article()
    moved = Moment(instant=FETCHED_AT - timedelta(days=2), precision="minute", basis="meta")

    for newer in (later(article, text=STORY + " One more."), later(article, published_at=moved)):
        verdict = decide(newer, article, [])
        assert verdict.outcome == "indexed"
        assert verdict.writes[0].version == newer.version


def test_a_publisher_that_comes_to_forbid_training_changes_its_article() -> None:
    article = an_article()
    newer = later(article, ai_usage=AiUsage(train="denied", basis=("robots.txt: GPTBot",)))

    assert decide(newer, article, []).writes == (newer,)


def test_a_time_told_relative_to_the_fetch_is_no_change() -> None:
    told = Moment(instant=FETCHED_AT - timedelta(hours=3), precision="hour", basis="relative")
    retold = replace(told, instant=FETCHED_AT - timedelta(hours=2))
    article = an_article(published_at=told)

    assert decide(later(article, published_at=retold), article, []).outcome == "unchanged"


def test_an_older_fetch_is_superseded() -> None:
    article = an_article()

    verdict = decide(article, later(article, text="Newer."), [])

    assert (verdict.outcome, verdict.writes) == ("superseded", ())


def test_the_same_fetch_cleaned_anew_is_written_as_the_next_revision() -> None:
    standing = revised(an_article(text="As cleaned before."), 2)
    article = an_article()

    verdict = decide(article, standing, [])

    assert verdict.outcome == "indexed"
    assert verdict.writes[0].version == Version(article.version.fetched_ms, 3)


def test_the_same_text_under_another_address_of_its_source_becomes_an_address_of_the_first() -> None:
    original, print_page = an_article("/news/moon"), later(an_article("/print?id=7"))

    verdict = decide(print_page, None, [original])

    assert (verdict.outcome, verdict.article_id, verdict.fresh) == ("duplicate", original.id, False)
    [written] = verdict.writes
    assert written.addresses == (original.url, print_page.url)
    assert written.version == Version(original.version.fetched_ms, 1)
    assert decide(print_page, None, [written]).writes == ()


def test_a_page_that_names_a_standing_article_as_its_own_address_is_a_duplicate_of_it() -> None:
    original = an_article("/news/moon")
    amp = later(an_article("/amp/moon", canonical="/news/moon", text=STORY + " Extra."))

    verdict = decide(amp, original, [])

    assert (verdict.outcome, verdict.article_id) == ("duplicate", original.id)
    assert verdict.writes[0].text == original.text
    assert verdict.writes[0].addresses == (original.url, amp.url)


def test_the_page_that_its_copies_name_tells_the_article_even_if_it_comes_last() -> None:
    amp = an_article("/amp/moon", canonical="/news/moon", authors=())
    named = later(an_article("/news/moon", authors=("Ann Li",)))
    assert decide(amp, None, []).outcome == "indexed"

    verdict = decide(named, amp, [])

    assert verdict.outcome == "duplicate"
    [written] = verdict.writes
    assert (written.authors, written.url, written.version) == (("Ann Li",), named.url, named.version)
    assert set(written.addresses) == {amp.url, named.url}


def test_the_page_that_its_copies_name_tells_the_article_even_if_it_was_fetched_before_them() -> None:
    named = an_article("/news/moon", authors=("Ann Li",))
    amp = later(an_article("/amp/moon", canonical="/news/moon", authors=()))

    verdict = decide(named, amp, [])

    assert verdict.outcome == "duplicate"
    [written] = verdict.writes
    assert (written.authors, written.url) == (("Ann Li",), named.url)
    assert written.version == Version(amp.version.fetched_ms, amp.version.revision + 1)


def test_the_address_without_a_query_tells_the_article_even_if_it_comes_last() -> None:
    print_page, plain = an_article("/print?id=7"), later(an_article("/news/moon"))

    verdict = decide(plain, None, [print_page])

    assert (verdict.outcome, verdict.article_id) == ("duplicate", plain.id)
    own, replaced = verdict.writes
    assert (own.id, own.version, set(own.addresses)) == (plain.id, plain.version, {plain.url, print_page.url})
    assert (replaced.id, replaced.gone, replaced.version.revision) == (print_page.id, True, 1)
    again = decide(later(print_page, hours=3), replaced, [own])
    assert (again.outcome, again.article_id, again.writes) == ("duplicate", plain.id, ())


def test_short_texts_under_different_titles_are_different_articles() -> None:
    stub = "Subscribe to read this article."

    verdict = decide(an_article("/a", text=stub, title="One"), None, [an_article("/b", text=stub, title="Two")])

    assert verdict.outcome == "indexed"


def test_another_source_s_copy_is_indexed_and_names_the_oldest_as_its_original() -> None:
    original = an_article(source="agency", published=FETCHED_AT - timedelta(days=3))
    copy = an_article(source="daily", text=edited(STORY))

    verdict = decide(copy, None, [original])

    assert verdict.outcome == "indexed"
    assert verdict.writes[0].duplicate_of == original.id


def test_an_older_original_that_arrives_late_corrects_the_copies() -> None:
    first = an_article(source="daily")
    second = an_article(source="herald", duplicate_of=first.id, published=FETCHED_AT - timedelta(hours=20))
    oldest = an_article(source="agency", published=FETCHED_AT - timedelta(days=3))

    verdict = decide(oldest, None, [first, second])

    assert verdict.writes[0].duplicate_of is None
    corrected = {article.id: article for article in verdict.writes[1:]}
    assert {corrected[one.id].duplicate_of for one in (first, second)} == {oldest.id}
    assert corrected[first.id].version == Version(first.version.fetched_ms, 1)


def test_the_original_is_the_same_in_whatever_order_copies_arrive() -> None:
    articles = [an_article(source=name, published=FETCHED_AT - timedelta(days=4)) for name in ("a", "b", "c")]
    least = min(article.id for article in articles)

    orders = (articles, articles[::-1], [articles[1], articles[2], articles[0]])
    for standing in map(standing_after, orders):
        assert {one.duplicate_of for one in standing.values()} == {None, least}
        assert standing[least].duplicate_of is None


def standing_after(order: list[Article]) -> dict[str, Article]:
    """Return what stands once articles arrived in this order, each a likely copy of all others."""
    standing: dict[str, Article] = {}
    for article in order:
        standing.update({one.id: one for one in decide(article, None, list(standing.values())).writes})
    return standing


def test_an_article_that_is_gone_is_no_original_and_comes_back_when_it_is_fetched_again() -> None:
    gone = an_article(gone=True)

    assert decide(an_article("/other"), None, [gone]).outcome == "indexed"
    verdict = decide(later(an_article()), gone, [])
    assert verdict.outcome == "indexed"
    assert not verdict.writes[0].gone
