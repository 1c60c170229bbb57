"""People's names as bylines write them: told apart, and without titles, roles, agencies, dates and addresses."""

import re
from collections.abc import Collection, Iterable
from html import unescape
from typing import Final

from workers.clean.fields.bylines import byline_names, signature_names, stamp_names, without_beginning
from workers.clean.fields.stamps import labels_date
from workers.clean.pages.dom import squeezed

_AFTER: Final = re.compile(
    r"\s*(?:[|｜•·(（\[]|\s[-–—]\s|,\s+(?:dpa|afp|ap|reuters|efe|apa|afp/|bbc|cnn|staff|senior|chief|editor"
    r"|reporter)\b|\s[^\W\d_]{3,}\s?[:：](?=\s|$)).*$",
    re.IGNORECASE,
)
_IN_PLACE: Final = re.compile(r"^((?:\S+\s+){1,3}\S+)\s+(?:in|aus|à|en|em)\s+[^\W\d_a-z][^\W\d_]+(?:[ -]\S+){0,2}$")
_OURS: Final = re.compile(
    r"^(?i:our|unser\w{0,2}|onze|notre|nuestr[oa]|noss[oa]|(?:dal )?nostr[oa]|vores|vår)\s+[^\W\d_]+\s+(?=[^\W\d_a-z])"
)
_INITIALS: Final = re.compile(r"[A-Z]{2,6}|[a-z][a-z0-9]{0,5}|[A-Z]+\d+")
_DATED: Final = re.compile(
    r"\s+(?:on\s+(?:[A-Z][a-z]+day\b|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|[A-Z][a-z]{2,8}\.? \d)"
    r"|at\s+\d|(?:Published|Updated|Posted)\b(?! by)).*$"
)
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th|er|\.)?"
_MONTH: Final = r"[^\W\d_]{3,}\.?"
_STAMPED: Final = re.compile(
    r"\s+(?:(?:on|am|le|el|il|den|op|at|en|um|kl\.?|klo)\s+(?:[^\W\d_]{2,10}[.,]*\s+)?)?(?:\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d|(?:19|20)\d\d\s?[./-]|\d{1,2}:\d\d"
    rf"|\d+\s\w+\sago\b|(?:vor|hace|il y a|há)\s\d"
    rf"|(?:{_DAY}\s+(?:de\s+)?{_MONTH}|{_MONTH}\s{_DAY}),?\s+(?:de\s+)?(?:19|20)\d\d).*$"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_ADDRESS: Final = re.compile(r"\s*\S+@\S+\.\w+")
_LISTED_ASIDE: Final = re.compile(r"\s*\([^()]{0,60},[^()]{0,60}\)")
_SUFFIX: Final = re.compile(r"\s*(?:記者|记者|기자|特派員|编辑|編輯|報道|报道)$")
_SPLIT: Final = re.compile(
    r"\s*(?:[;；、/／]|\s&\s|\s+(?:and|AND|und|UND|et|y|e|och|og|i|и|ve|im (?:Gespräch|Interview) mit"
    r"|in conversation with|interviewed by)\s+|\s+و(?=\S)"
    r"|,\s*(?:(?:and|und|et|y|e|och|og|i|и|ve|en)\s+)?(?![JS]r\b))\s*"
)
_NO_NAME: Final = re.compile(
    r"https?:|www\.|[@=<>\"]|\d{3}|(?:^|\s)\d{1,2}(?:\s|$)|^[a-z]+[._][a-z0-9._]+$|文章|阅读|评论|关注|分享|[社时]论(?:$|\s)|社論|社説|编辑部|編輯部"
    r"|^(?:admin|administrator|editor|redaktion|redaction|staff|none|null|unknown|guest|anonymous|"
    r"author|share|follow|comments?|newsroom|webmaster|super user|discuz! team|comsenz ui team|user"
    r"|humans\.txt|m\.?[asd]\.?|ph\.?d\.?|r\.?d\.?n?\.?|mba|jd|rn|bsc|msc|dds|cpa|esq\.?"
    r"|fr|mo|di|mi|do|sa|so|name \\*)$",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(
    r"(?:^|\s+)(?:(?-i:[A-Z]{2,5})\s+)?"
    r"(?:(?:senior|chief|staff|political|national|sports|business|science|health|foreign|managing)\s+)*"
    r"(?:writer|reporter|correspondent|editor(?:-at-large)?|columnist|chefredakteur(?:in)?|redakteur(?:in)?|journaliste?"
    r"|rédact(?:eur|rice)(?: en chef)?|redactora?)$",
    re.IGNORECASE,
)
_AGENCY: Final = re.compile(
    r"reuters|afp|dpa|apa?|epd|kna|sid|efe|ansa|tass|pti|ani|upi|bloomberg|associated press|agencies|agenturen"
    r"|europa press|新华社|新華社|中新社|中央社|共同通信|時事通信|연합뉴스|뉴시스|뉴스1|тасс|риа новости|интерфакс",
    re.IGNORECASE,
)
_FOR_AGENCY: Final = re.compile(r"(?<=\w\s\w\w)(\w*)\s+(?:Associated Press|Reuters|Bloomberg|AFP|dpa)$")
_MAX_AUTHORS: Final = 12
_LONGEST_LIST: Final = 600


def people_in(texts: Iterable[str], own: Collection[str], language: str) -> tuple[str, ...]:
    """Return the people whom texts name that name writers; `own` are the publication's names, in small letters."""
    texts = [_undressed(text[:_LONGEST_LIST]) for text in texts if "://" not in text]
    texts = (name for text in texts for name in (_as_byline(text) or [text]))
    pieces = (piece for text in texts for piece in _SPLIT.split(unescape(without_beginning(squeezed(text)))))
    names = [
        name
        for piece in pieces
        for part in (_han_names(piece) if language == "zh" else [piece])
        if (name := _tidy(part))
    ]
    kept = _without_initials([name for name in names if _is_name(name) and name.casefold() not in own])
    full = [name for name in kept if " " in name or not any(other.startswith(f"{name} ") for other in kept)]
    whole = [name for name in full if not any(name.startswith(f"{other} ") for other in full)]
    persons = [name for name in whole if not _AGENCY.fullmatch(name)]
    once = {name.casefold(): name for name in reversed(persons or whole)}
    return tuple(reversed(once.values()))[:_MAX_AUTHORS]


def _undressed(text: str) -> str:
    """A byline without addresses, the list in its brackets, and what follows from its date on."""
    text = _ADDRESS.sub("", text) if "@" in text else text
    text = _LISTED_ASIDE.sub("", text) if "(" in text else text
    text = next(iter(stamp_names(text)), text)
    stamp = _STAMPED.search(text) if any(map(str.isdigit, text)) and not _HAN.search(text) else None
    if stamp is not None and not labels_date(without_beginning(text[: stamp.start()])):
        text = text[: stamp.start()]
    return _DATED.sub("", text)


def _without_initials(names: list[str]) -> list[str]:
    """The names but for a newsroom's initials beside whole ones: "João da Silva, g1", "Jane Doe, CNN"."""
    whole = [name for name in names if not _INITIALS.fullmatch(name)]
    return whole if any(" " in name for name in whole) else names


def _as_byline(text: str) -> list[str]:
    """The names in a text that is a whole byline in a script without spaces: "〔記者陳宥任／澎湖報導〕"."""
    return [] if text.isascii() else [name for name in byline_names(text) or signature_names(text) if name != text]


def _han_names(piece: str) -> list[str]:
    """The names of a piece: whole Chinese names stand beside each other with but a space between them."""
    parts = piece.split()
    return parts if len(parts) > 1 and all(re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", part) for part in parts) else [piece]


def _tidy(part: str) -> str:
    name = _SUFFIX.sub("", _ROLE.sub("", _AFTER.sub("", _OURS.sub("", without_beginning(part))))).strip(
        " \t,.:;|-–—·@\"'“”"
    )
    name = _IN_PLACE.sub(r"\1", _FOR_AGENCY.sub(r"\1", name))
    return name.title() if name.isupper() and len(name) > 5 and " " in name else name


def _is_name(name: str) -> bool:
    return 2 <= len(name) <= 60 and len(name.split()) <= 6 and not _NO_NAME.search(name) and any(map(str.isalpha, name))
