"""What its neighbours make of a block: features from a first judgement of all blocks, and an extractor's vote."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from lxml.html import HtmlElement

from workers.clean.body.features import Features, View

LOGIT_SCALE: Final = 3.0
_SURE: Final = 0.7
_MIN_SURE_SIZE: Final = 60
_CARRIED: Final = frozenset(
    {"bias", "size < 25", "size < 60", "ends, size > 60", "links", "links > 0.5", "kind heading", "kind item"}
    | {"kind caption", "kind quote", "kind cell", "worded", "worded as tail", "near caption", "near lead"}
    | {"near byline", "in description", "in title", "below headline", "before headline", "stated", "thrice, long"}
)


def surroundings_of(
    view: View, local: Sequence[Features] | Mapping[int, Features], chances: Sequence[float]
) -> list[Features]:
    """Return features for the second judgement: a block's own, and those that the first judgement adds.

    `local` are the features of all blocks, or of those by number that are to be judged; `chances` those of all.
    """
    neighbours, places = _Neighbours(view, chances), _Places(view, chances)
    return [
        {
            **{name: features[name] for name in _CARRIED if name in features},
            **neighbours.of(index),
            **places.of(index, features),
        }
        for index, features in (local.items() if isinstance(local, Mapping) else enumerate(local))
    ]


class _Neighbours:
    """The chances of a block, of those next to it, and of its like."""

    def __init__(self, view: View, chances: Sequence[float]) -> None:
        self._view = view
        self._chances = chances
        self._means = _Means(view, chances)

    def of(self, index: int) -> Features:
        """Return what is to be seen of a block's neighbours."""
        chance = self._chances[index]
        before, after, ahead = (self._chance(index + step) for step in (-1, 1, 2))
        shape, parent, above, listed = self._means.of(index)
        is_heading = self._view.blocks[index].kind == "heading"
        return {
            "logit": math.log((chance + 1e-3) / (1.0 - chance + 1e-3)) / LOGIT_SCALE,
            "chance": chance,
            "small, chance": chance if self._view.sizes[index] < _MIN_SURE_SIZE else 0.0,
            "before": before,
            "after": after,
            "ahead": ahead,
            "both": min(before, after),
            "heading, after": max(after, ahead) if is_heading else 0.0,
            "heading, nothing after": 1.0 - max(after, ahead) if is_heading else 0.0,
            "shape chance": shape,
            "shape chance²": shape * shape,
            "parent chance": parent,
            "above chance": above,
            "list chance": listed if self._view.lists[index] is not None else 0.0,
        }

    def _chance(self, index: int) -> float:
        return self._chances[index] if 0 <= index < len(self._chances) else 0.0


class _Places:
    """Where a block stands to the ones that are sure to be the article, and to the elements that hold most of it."""

    def __init__(self, view: View, chances: Sequence[float]) -> None:
        sure = [index for index, chance in enumerate(chances) if chance > _SURE and view.sizes[index] >= _MIN_SURE_SIZE]
        self._view = view
        self._first, self._last = (sure[0], sure[-1]) if sure else (0, -1)
        self._inner, self._outer = (_Inside(_container(view, chances, share)) for share in (0.5, 0.85))
        self._nearest = _nearest(sure, len(chances))

    def of(self, index: int, features: Features) -> Features:
        """Return what is to be seen of a block's place."""
        first, last, element = self._first, self._last, self._view.blocks[index].element
        inside, within = self._inner.holds(element), self._outer.holds(element)
        is_small, is_between = self._view.sizes[index] < _MIN_SURE_SIZE, first <= index <= last
        up, down = self._nearest[index]
        return {
            "inside inner": float(inside),
            "inside outer": float(within),
            "outside": float(not within),
            "above first": float(index < first),
            "below last": float(index > last),
            "between, inside": float(is_between and inside),
            "between, outside": float(is_between and not within),
            "between, small": float(is_between and is_small and inside),
            "close above": float(index < first and first - index <= 3),
            "lead above": float(index < first and within and features.get("near lead", 0.0) > 0),
            "described above": float(index <= first and features.get("in description", 0.0) > 0),
            "close below": float(index > last and index - last <= 2),
            "far up": min(1.0, up / 10),
            "far down": min(1.0, down / 10),
        }


def vote_features(view: View, found: Sequence[Features], votes: Collection[int]) -> list[Features]:
    """Return the features with what an extractor's vote adds to them."""
    chosen = frozenset(votes)
    chances = [float(index in chosen) for index in range(len(found))]
    means = _Means(view, chances)
    voted = sorted(votes)
    first, last = (voted[0], voted[-1]) if voted else (0, -1)
    told: list[Features] = []
    for index, features in enumerate(found):
        vote, chance = chances[index], features["chance"]
        shape, parent, _, listed = means.of(index)
        listed = listed if view.lists[index] is not None else 0.0
        kind = view.blocks[index].kind
        before = chances[index - 1] if index else 0.0
        after = chances[index + 1] if index + 1 < len(chances) else 0.0
        told.append(
            {
                **features,
                "vote": vote,
                "no vote": float(bool(voted)) * (1.0 - vote),
                "vote, chance": vote * chance,
                "vote, shape": vote * shape,
                "shape vote": shape,
                "parent vote": parent,
                "list vote": listed,
                "list vote, cell": listed if kind == "cell" else 0.0,
                "shape vote, chance": shape * chance,
                "no vote, shape, chance": (1.0 - vote) * shape * chance,
                "vote, cell": vote * float(kind == "cell"),
                "vote, item": vote * float(kind == "item"),
                "vote before": before,
                "vote after": after,
                "vote both": min(before, after),
                "vote, small": vote * float(view.sizes[index] < _MIN_SURE_SIZE),
                "vote, links": vote * features["links"],
                "between votes": float(first <= index <= last),
                "vote, caption": vote * max(features.get("near caption", 0.0), features.get("kind caption", 0.0)),
                "vote, heading": vote * float(kind == "heading"),
                "no votes": float(not voted),
            }
        )
    return told


class _Means:
    """The mean chance, by size, of the blocks of one shape, one parent, one parent's parent, and one list or table."""

    def __init__(self, view: View, chances: Sequence[float]) -> None:
        shapes, parents, aboves, lists = (_tallies() for _ in range(4))
        self._tallies: list[list[list[float]]] = []
        for chance, size, shape, (parent, above), row in zip(
            chances, view.sizes, view.shapes, view.parents, view.lists, strict=True
        ):
            around = [shapes[shape], parents[parent], aboves[above], lists[row]]
            likely = chance * size
            for tally in around:
                tally[0] += likely
                tally[1] += size
            self._tallies.append(around)

    def of(self, index: int) -> list[float]:
        """Return the four means around a block."""
        return [part / max(1.0, whole) for part, whole in self._tallies[index]]


def _tallies() -> defaultdict[object, list[float]]:
    """Tallies by place: how much text is likely the article, and how much there is."""
    return defaultdict(lambda: [0.0, 0.0])


def _container(view: View, chances: Sequence[float], share: float) -> HtmlElement | None:
    """The deepest element that holds this share of the text that is likely the article."""
    weights: dict[HtmlElement, float] = {}
    whole = 0.0
    for index, block in enumerate(view.blocks):
        if block.element is None or chances[index] <= 0.5:
            continue
        weight = chances[index] * view.sizes[index]
        whole += weight
        for element in reversed([block.element, *block.element.iterancestors()]):
            weights[element] = weights.get(element, 0.0) + weight
    enough = [element for element, weight in weights.items() if weight >= share * whole]
    return enough[-1] if enough else None


class _Inside:
    """Whether elements stand within one, asked once of each; without an element everything does."""

    def __init__(self, container: HtmlElement | None) -> None:
        self._container = container
        self._known: dict[HtmlElement, bool] = {}

    def holds(self, element: HtmlElement | None) -> bool:
        """Return whether an element is the container or below it."""
        if self._container is None or element is None:
            return True
        path: list[HtmlElement] = []
        node: HtmlElement | None = element
        while node is not None and node not in self._known:
            path.append(node)
            node = node.getparent() if node is not self._container else None
        is_held = self._known[node] if node is not None else path[-1] is self._container
        self._known.update(dict.fromkeys(path, is_held))
        return is_held


def _nearest(sure: Sequence[int], count: int) -> list[tuple[int, int]]:
    """How far each block is from the nearest sure one before and after it."""
    ups, downs = [99] * count, [99] * count
    marked = set(sure)
    for index in range(count):
        ups[index] = 0 if index in marked else (ups[index - 1] + 1 if index else 99)
    for index in reversed(range(count)):
        downs[index] = 0 if index in marked else (downs[index + 1] + 1 if index + 1 < count else 99)
    return list(zip(ups, downs, strict=True))
