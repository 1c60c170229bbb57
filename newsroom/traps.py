"""Sites that would keep a crawler busy for ever, and archives that look like it but are not; all of our invention.

Each host answers any address from the address alone, so nothing is stored and every run sees the same. A trap also
has a few true articles; what else is fetched of it is wasted.
"""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from newsroom.prose import WORDS, prose

_COLOURS: Final = ("red", "blue", "green", "black", "white", "brown")
ARTICLES: Final = 5


@dataclass(frozen=True, slots=True)
class TrapAnswer:
    """What a trap says: a page, or a redirect to `location`."""

    body: str = ""
    location: str | None = None
    content_type: str = "text/html; charset=utf-8"


Answer = Callable[[str], TrapAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrapSite:
    """A host; `follow` and `allow` are link rules as a person would write them, `useful` the paths of its articles."""

    name: str
    answer: Answer
    follow: tuple[str, ...]
    allow: tuple[str, ...] = ()
    useful: frozenset[str] = frozenset(f"/true/{number}" for number in range(ARTICLES))
    start: str = "/"
    sitemap: str | None = None


def page(
    title: str, body: str = "", links: Mapping[str, str] | None = None, *, canonical: str | None = None
) -> TrapAnswer:
    """Return a page that links, address → text."""
    items = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in (links or {}).items())
    named = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    head = f'<head><meta charset="utf-8"><title>{title}</title>{named}</head>'
    return TrapAnswer(
        f'<!DOCTYPE html><html lang="en">{head}<body><h1>{title}</h1>{body}<ul>{items}</ul></body></html>'
    )


def _true(path: str) -> TrapAnswer | None:
    found = re.fullmatch(r"/true/(\d+)", path.partition("?")[0])
    return page(f"True story {found[1]}", prose(f"true {found[1]}")) if found else None


def _home(**links: str) -> TrapAnswer:
    true = {f"/true/{number}": f"Story {number}" for number in range(ARTICLES)}
    return page("Home", "<p>Welcome to our site.</p>", true | links)


def _site(
    name: str, trap: Answer, into: str, follow: tuple[str, ...] = (), allow: tuple[str, ...] = (), **more: str
) -> TrapSite:
    def answer(target: str) -> TrapAnswer:
        return _home(**{into: "More"}) if target == "/" else _true(target) or trap(target)

    return TrapSite(name=name, answer=answer, follow=follow, allow=allow, **more)  # type: ignore[arg-type]


def _calendar(target: str) -> TrapAnswer:
    found = re.fullmatch(r"/calendar/(\d+)/(\d+)(?:/(\d+))?", target)
    year, month, day = (int(part or 0) for part in found.groups()) if found else (2026, 1, 0)
    if day:
        return page(f"Events on {day}.{month}.{year}", "<p>There are no events on this day, please try another.</p>")
    after, before = divmod(year * 12 + month, 12), divmod(year * 12 + month - 2, 12)
    months = {f"/calendar/{y}/{m + 1}": "Other month" for y, m in (after, before)}
    days = {f"/calendar/{year}/{month}/{d}": f"Day {d}" for d in range(1, 29)}
    return page(f"Calendar {month}/{year}", links=months | days)


def _relative_growth(target: str) -> TrapAnswer:
    return page("Section", "<p>All about our section.</p>", {"more/": "More", "again/more/": "Again", "print": "Print"})


def _alternating(target: str) -> TrapAnswer:
    return page("Circle", "<p>Round and round we go here.</p>", {f"{target.rstrip('/')}/left/right/": "On"})


def _facets(target: str) -> TrapAnswer:
    chosen = dict(parse_qsl(urlsplit(target).query))
    offers = {"colour": _COLOURS, "size": tuple("SMLX"), "brand": tuple("ABCDEFGH"), "year": tuple("123456789")}
    links = {}
    for name, values in offers.items():
        for value in values:
            query = "&".join(f"{key}={chosen_value}" for key, chosen_value in sorted((chosen | {name: value}).items()))
            links[f"/shop?{query}"] = f"{name} {value}"
    return page("Shop", "<p>Here are all the things that we have to sell.</p>", links)


def _token(seed: str) -> str:
    return "".join(random.Random(seed).choices("abcdef0123456789", k=16))


def _session_path(target: str) -> TrapAnswer:
    links = {
        f"/s/{_token(f'{target} {n}')}/{where}": where for n, where in enumerate(("news", "about", "news", "list"))
    }
    return page("News desk", "<p>The news desk is open all day and all night.</p>", links)


def _session_parameter(target: str) -> TrapAnswer:
    links = {f"/view?visit={_token(f'{target} {n}')}&what={n}": f"View {n}" for n in range(4)}
    return page("View", "<p>This is a view on what there is to see.</p>", links)


def _endless_pages(target: str) -> TrapAnswer:
    number = int(re.sub(r"\D", "", target) or 1)
    true = {f"/true/{n}": f"Story {n}" for n in range(ARTICLES)}
    return page(f"Page {number}", links=true | {f"/list?page={number + 1}": "Next"})


def _longer(target: str) -> TrapAnswer:
    more = "&" if "?" in target else "?"
    letter = chr(ord("a") + len(target) % 26)
    return page(
        "Search", "<p>Your search gave no results, sorry.</p>", {f"{target}{more}{letter}{len(target)}=x": "Refine"}
    )


def _variants(target: str) -> TrapAnswer:
    views = [f"print={n}" for n in range(20)] + [f"sort={n}&dir={d}" for n in range(20) for d in ("up", "down")]
    links = {f"/true/{n}?{view}": view for n in range(ARTICLES) for view in views}
    return page("Variants", links=links)


def _soft_404(target: str) -> TrapAnswer:
    chance = random.Random(target)
    words = [chance.choice(WORDS) for _ in range(3)]
    links = {f"/{word}/{chance.choice(WORDS)}-{chance.randrange(10**6)}": word for word in words}
    return page("Not found", "<p>We could not find what you asked for. Perhaps you like one of these?</p>", links)


def _redirects(target: str) -> TrapAnswer:
    found = re.fullmatch(r"/r/(\d+)", target)
    if found:
        return TrapAnswer(location=f"/r/{int(found[1]) + 1}")
    return page("Redirects", links={f"/r/{n * 1000}": f"Go {n}" for n in range(300)})


def _subdomains(target: str) -> TrapAnswer:
    links = {f"//{_token(f'{target} {n}')}.subdomains.test:{{port}}/deeper": "Deeper" for n in range(50)}
    return page("Subdomains", "<p>Every name has a place here.</p>", links | {f"/deeper/{len(target)}": "Here"})


def _word_tree(target: str) -> TrapAnswer:
    chance = random.Random(target)
    base = target.rstrip("/") if len(target) < 60 else ""
    links = {f"{base}/{chance.choice(WORDS)}/": "Go on" for _ in range(6)}
    return page("Tree", "<p>There is another branch behind each leaf.</p>", links)


def _escaped(target: str) -> TrapAnswer:
    grown = target.replace("amp", "amp%25253Bamp", 1) if "amp" in target else f"{target}?amp%253Bid=1"
    return page(
        "Escapes", "<p>This page escapes its own links.</p>", {grown: "Again", f"{grown}&n={len(target)}": "And"}
    )


def _sitemap_chain(target: str) -> TrapAnswer:
    number = int(re.sub(r"\D", "", target) or 0)
    names = "".join(f"<sitemap><loc>/maps/{number * 3 + n}.xml</loc></sitemap>" for n in (1, 2, 3))
    return TrapAnswer(f"<sitemapindex>{names}</sitemapindex>", content_type="application/xml")


TRAPS: Final = (
    _site("calendar", _calendar, "/calendar/2026/1", follow=(r"/calendar/\d+/\d+$",)),
    _site("growth", _relative_growth, "/section/", follow=("/section/$", "/more/$")),
    _site("alternating", _alternating, "/circle/", follow=(r"/right/$", "/circle/$")),
    _site("facets", _facets, "/shop?colour=red", follow=(r"/shop\?",)),
    _site("sessionpath", _session_path, "/s/0/news", follow=(r"/news$", "/list$")),
    _site("sessionparameter", _session_parameter, "/view?visit=0", follow=("/view",)),
    _site("pagination", _endless_pages, "/list?page=1", follow=(r"/list\?page=\d+$",)),
    _site("longer", _longer, "/search", follow=("/search",)),
    _site("variants", _variants, "/all", follow=("/all$",)),
    _site("soft404", _soft_404, "/lost", follow=("/lost$", r"/[a-z]+/[a-z]+-\d+$")),
    _site("redirects", _redirects, "/all", follow=("/all$",)),
    _site("subdomains", _subdomains, "/deeper", follow=("/deeper",)),
    _site("wordtree", _word_tree, "/tree/", follow=("/$",)),
    _site("escapes", _escaped, "/escape", follow=("/escape",)),
    _site("sitemaps", _sitemap_chain, "/true/0", sitemap="/maps/0.xml"),
)


def _archive_page(target: str) -> TrapAnswer | None:
    """A hundred and twenty pages of ten articles; each page names the next alone."""
    found = re.fullmatch(r"/archive\?page=(\d+)", target)
    if not found:
        return None
    number = int(found[1])
    stories = {f"/story?id={number * 10 + n}": f"Story {number * 10 + n}" for n in range(10)}
    return page(f"Archive {number}", links=stories | ({f"/archive?page={number + 1}": "Next"} if number < 119 else {}))


def _numbered(target: str) -> TrapAnswer:
    if target == "/":
        return page("Home", links={"/archive?page=0": "Archive"})
    return _archive_page(target) or page(f"Bulletin {target.rpartition('=')[2]}", prose(f"numbered {target}"))


def _all_at_once(target: str) -> TrapAnswer:
    """Eighty pages that all name one another, with five articles each, whose ids are in their path."""
    pages = {f"/pages/{n}": f"{n}" for n in range(80)}
    found = re.fullmatch(r"/pages/(\d+)", target)
    if target == "/" or found:
        first = int(found[1]) * 5 if found else 0
        return page(
            "Pages", links=pages | {f"/{2000 + n % 20}/item-{n}.html": f"Item {n}" for n in range(first, first + 5)}
        )
    return page("Item", prose(f"all {target}"))


ARCHIVES: Final = (
    TrapSite(
        name="numbered",
        answer=_numbered,
        follow=(r"/archive\?page=\d+$",),
        allow=(r"/story\?id=",),
        useful=frozenset(f"/story?id={n}" for n in range(1200)),
    ),
    TrapSite(
        name="atonce",
        answer=_all_at_once,
        follow=(r"/pages/\d+$",),
        allow=(r"/item-",),
        useful=frozenset(f"/{2000 + n % 20}/item-{n}.html" for n in range(400)),
    ),
)
