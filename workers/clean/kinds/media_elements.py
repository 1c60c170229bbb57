"""Pictures that say something, slideshows and players of films, told by elements, names and addresses."""

import re
from typing import Final

from lxml.html import HtmlElement

from workers.clean.kinds.elements import around
from workers.clean.pages.dom import hints_of

PLAYERS: Final = (
    *("video", "iframe", "object", "embed", "amp-video", "amp-youtube", "amp-brightcove", "video-js", "lite-youtube"),
    *("lite-vimeo", "youtube-video", "vimeo-video", "mux-player", "media-player", "bitmovin-player", "jw-player"),
    *("brightcove-player", "dailymotion-player", "bilibili-player", "hls-video"),
)
PLAYER: Final = re.compile(
    r"(?:^|[\s_/.-])(?:(?:tv|vod|vid|movie|film|video|media|html5|live|embed|flash|jw|brightcove|bc|shaka|plyr|vjs|d|v|prism|ck)[-_]?player|player[-_]?(?:wrap\w*|"
    r"box|container|shell|frame|area|div|main|embed)?|jwplayer|video-?(?:js|box|wrap\w*|container|embed|frame|area|responsive|stage|hero)|"
    r"aspect-video|myflash|lite-youtube|amp-(?:video|youtube|brightcove)|youtube-(?:embed|player))(?=$|[\s_/.-])"
)
SLIDES: Final = re.compile(
    r"(?:^|[\s_-])(?:galler(?:y|ies)|slide-?shows?|slides?|carousel|swiper|flexslider|slick|photo-?(?:set|essay|album|swipe|story)|album|"
    r"lightbox|fotorama|diaporama|fotostrecke|bildergalerie|fotogaleria|galeria|fotogalerie|atlas|tuji|picset)(?=$|[\s_-])"
)
_MAP_OR_FORM: Final = re.compile(
    r"maps?\b|/map|form|survey|chart|graphic|datawrapper|flourish|audio|podcast|spotify|ads?\b", re.IGNORECASE
)
_PLAYER_ADDRESS: Final = re.compile(
    r"youtube(?:-nocookie)?\.com/(?:embed|v)/|player\.|/player|vimeo\.com/video|dailymotion\.com/embed|/embed/|/video/embed|embed[-/]?video|"
    r"rutube\.ru/play|bilibili\.com/(?:player|blackboard)|v\.qq\.com/\w*/?(?:iframe|txp)|youku\.com/embed|ok\.ru/videoembed|vk\.com/video_ext|"
    r"facebook\.com/plugins/video|twitch\.tv|nicovideo|tv\.naver\.com/embed|\.swf\b|\.flv\b|\.m3u8\b|\.mp4\b",
    re.IGNORECASE,
)


def is_large(picture: HtmlElement) -> bool:
    """Return whether a picture may be more than an ornament: nothing says that it is small."""
    sizes = [picture.get(name) or "" for name in ("width", "height")]
    small = any(size.isdecimal() and len(size) < 5 and int(size) < 90 for size in sizes)
    named = hints_of(picture) + (picture.get("src") or "")[-60:].lower()
    return not small and not re.search(r"logo|icon|avatar|sprite|pixel|/ads?/|banner|qr\b|qrcode", named)


def link_of(picture: HtmlElement) -> str:
    """Return the address that a picture links to, in small letters; none is empty."""
    link = next((element for element in around(picture, 4) if element.tag == "a"), None)
    return (link.get("href") or "").lower() if link is not None else ""


def is_of_a_page(address: str) -> bool:
    """Return whether a picture's link leads to something else than a larger picture."""
    return bool(address) and not address.startswith("#") and not re.search(r"\.(?:jpe?g|png|webp|gif|avif)\b", address)


def plays(element: HtmlElement) -> bool:
    """Return whether an element that could hold anything is a player of films."""
    if element.tag not in ("iframe", "object", "embed"):
        return True
    names = " ".join(element.get(name) or "" for name in ("src", "data-src", "data", "title", "allow", "class"))[:600]
    inner = " ".join(param.get("value") or "" for param in element.iter("param"))[:300]
    if _PLAYER_ADDRESS.search(names + " " + inner):
        return True
    fills_the_screen = "allowfullscreen" in element.attrib or "fullscreen" in (element.get("allow") or "")
    return fills_the_screen and not _MAP_OR_FORM.search(names)
