"""The crowd is made from its seed alone, and tells at each moment of the virtual clock what has happened by then."""

from newsroom.crowd.sites import CrowdSite, crowd

DAY_S = 86400.0
FAR = 5 * DAY_S


def the_crowd(seed: int = 1) -> list[CrowdSite]:
    return crowd(24, days=6, sigma=0, seed=seed)


def asked(site: CrowdSite, path: str, *, at: float = FAR, nth: int = 1, **headers: str) -> tuple[int, bytes]:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = site.answer(path, told, port=80, at=at, nth=nth)
    return answer.status, answer.body


def test_the_same_seed_makes_the_same_web_and_another_seed_another() -> None:
    pages = [[asked(site, f"/a/{site.stories(FAR)[0].number}") for site in the_crowd(seed)] for seed in (1, 1, 2)]

    assert pages[0] == pages[1] != pages[2]


def test_every_way_of_telling_every_validator_and_every_fault_is_among_a_dozen() -> None:
    sites = the_crowd()[:12]

    assert {site.telling for site in sites} == {"rss", "atom", "sitemap", "listing"}
    assert {site.giving for site in sites} == {"both", "etag", "modified", "none"}
    assert {site.fault for site in sites} == {"none", "fails_first", "throttles_first", "drops_first", "slow"}


def test_a_story_is_missing_before_it_is_published_and_there_afterwards() -> None:
    for site in the_crowd():
        number = next(n for n, at in enumerate(site.schedule.published) if 0 < at < DAY_S)
        published = site.schedule.published[number]

        assert asked(site, f"/a/{number}", at=published - 1)[0] == 404
        assert asked(site, f"/a/{number}", at=published + 1)[0] == 200
        assert number in {story.number for story in site.stories(published + 1)}


def test_some_stories_are_edited_later_and_some_vanish() -> None:
    site = the_crowd()[0]
    edited = next(n for n in range(len(site.schedule.published)) if n % 7 == 3)
    gone = 11

    before, after = (asked(site, f"/a/{edited}", at=site.schedule.published[edited] + hours * 3600) for hours in (1, 7))

    assert before[0] == after[0] == 200
    assert before[1] != after[1]
    assert asked(site, f"/a/{gone}", at=site.schedule.published[gone] + 3 * DAY_S)[0] == 410


def test_what_is_known_is_answered_as_unchanged_where_validators_are_given() -> None:
    for site in the_crowd():
        path = f"/a/{site.stories(FAR)[0].number}"
        given = dict(site.answer(path, {}, port=80, at=FAR, nth=1).headers)
        known = {"if_none_match": given["ETag"]} if "ETag" in given else {}
        known |= {"if_modified_since": given["Last-Modified"]} if "Last-Modified" in given else {}

        assert asked(site, path, **known)[0] == (304 if site.giving != "none" else 200)


def test_a_fault_strikes_the_first_request_of_an_address_alone() -> None:
    for site in the_crowd():
        path = f"/a/{site.stories(FAR)[0].number}"
        first = site.answer(path, {}, port=80, at=FAR, nth=0)
        expected = {"fails_first": 500, "throttles_first": 429}.get(site.fault, 200)

        assert first.drops == (site.fault == "drops_first")
        assert first.drops or first.status == expected
        assert asked(site, path, nth=1)[0] == 200
