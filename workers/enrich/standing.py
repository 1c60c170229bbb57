"""Whether a sentence can stand by itself, away from those around it, and what facts it carries."""

import re
from typing import Final

_ENDS: Final = re.compile(r"[.!?。！？…؟।][\"'”’»」』)）\]]*$")
_QUESTION: Final = re.compile(r"[?？؟][\"'”’»」』)）\]]*$")
_OPENS_WITH_QUOTE: Final = re.compile(r"^\s*[\"“„«»「『‘—–]")
_QUOTED: Final = re.compile(r"[\"“„«「『][^\"“”„«»「」『』]*[\"”“»」』]")
_NUMBER: Final = re.compile(r"\d|[一二三四五六七八九十百千万萬两兩]{2,}|(?:million|billion|percent|hundred|thousand)")
_NAME: Final = re.compile(
    r"(?<=[a-zà-ÿа-яё,0-9]\s)[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ]\w+|[\u30a1-\u30fa\u30fc]{3,}|[\u4e00-\u9fff]·[\u4e00-\u9fff]|《"
)
_PAIRS: Final = ("“”", "«»", "「」", "『』", "《》", "（）", "()")
_LEANING: Final = re.compile(
    r"^(?:(?:but|and|so|then|also|this|that|these|those|it|its|he|his|she|her|they|their|we|our|i|my|you|your|there"
    r"|here|such|however|meanwhile|still|yet|instead|moreover|otherwise|therefore|thus|nor|or|even so|for example"
    r"|another|both|neither|either|others|some|most|many|all|none|one|each|only|not|what|why|how|because"
    r"|in addition|as a result|at the same time|in turn|by then|by contrast|that said|on the other hand"
    r"|the (?:same|other|latter|former|rest|two|three|pair|idea|result|deal|move|plan|swap"
    r"|change|reason|answer|problem|question|point))\b"
    r"|(?:aber|und|doch|dies\w{0,2}|das|er|sie|es|dort|so|da|dann|denn|dazu|dabei|deshalb|trotzdem|außerdem|sein\w{0,2}"
    r"|ihr\w{0,2}|beide\w?|auch|wir|ich|man|jedoch|zudem|damit|darum|hier|nun|noch)\b"
    r"|(?:mais|et|il|elle|ils|elles|ce|cela|cette|ces|cet|c['’](?:est|était)|on|nous|je|j['’]\w+|vous|son|sa|ses|leurs?"
    r"|puis|ensuite|alors|donc|or|ainsi|pourtant|toute?s?|tous|les deux|là|ici|y|en revanche|d['’]où|quant|lui|eux"
    r"|celui|celle|ceux|même|depuis|enfin|maintenant)\b"
    r"|(?:pero|y|él|ella|ellos|ellas|esto|eso|este|esta|estos|estas|ese|esa|su|sus|también|además|así|entonces|ahora"
    r"|allí)\b"
    r"|(?:но|и|а|он|она|оно|они|это|этот|эта|эти|там|тут|так|тогда|затем|потом|также|при этом|его|её|ее|их|мы|я|вы|тот"
    r"|та|те|однако|поэтому|зато|оба|обе|здесь|теперь|такой|такая|такие)\b"
    r"|[但而且他她它这這那此其该該并並也还還又则則却卻就]|对此|對此|同时|同時|另外|然而|不过|不過|因此|所以|随后|隨後|之后|之後|于是|於是|上述|双方|雙方"
    r"|目前为止|与此|與此|例如|比如|如今|接着|接著|最后|最後|反之|换言之|換言之|总之|總之|至于|至於|后来|後來|我"
    r"|しかし|また|これ|それ|その|この|そこ|彼|一方|同氏|同社|さらに|なお|だが|ただ|そして|すると|同じ|ここ|こう|そう|あの"
    r"|وهو|وهي|لكن|كما|ثم|هذا|هذه|ذلك|تلك|وقال|وأضاف|وأضافت|وقالت|هو|هي|هم|غير أن|أما|و(?=[^ ]{2,}))",
    re.IGNORECASE,
)
_ONLY_ATTRIBUTES: Final = re.compile(
    r"^.{0,24}(?:说|說|称|稱|道|形容|表示|回忆|回憶|透露|话した|述べた|語った|という)。$"
    r"|^.{0,70}\b(?:said|says|added|explained|recalled|sagte?|erklärte?|a dit|raconte|dijo|сказал[аи]?|говорит)\.$"
)
_SHORT: Final = 8
_LONG: Final = 400
_UNENDED: Final = 120
_FEW: Final = 35
_FEW_WIDE: Final = 12
_WIDE: Final = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")


def is_whole(sentence: str) -> bool:
    """Return whether this is a sentence and no heading or scrap."""
    return len(sentence) >= _SHORT and (_ENDS.search(sentence) is not None or len(sentence) > _UNENDED)


def is_torn(sentence: str) -> bool:
    """Return whether a quotation or bracket is opened here and closed elsewhere, or the other way about."""
    return any(sentence.count(pair[0]) != sentence.count(pair[1]) for pair in _PAIRS[1:]) or _has_torn_quote(sentence)


def facts(sentence: str) -> float:
    """Return how much a sentence tells that can be checked: numbers and names; -0.2 … 0.6."""
    numbers = min(2, len(_NUMBER.findall(sentence)))
    names = min(2, len(_NAME.findall(sentence)))
    return 0.16 * numbers + 0.14 * names if numbers or names else -0.2


def looseness(sentence: str) -> float:
    """Return how much a sentence leans on those around it, or says too little or too much; 0 if it stands alone."""
    leaning = 0.6 if _LEANING.match(sentence) or _ONLY_ATTRIBUTES.match(sentence) else 0.0
    asking = 0.8 if _QUESTION.search(sentence) else 0.0
    quoting = 0.5 if _OPENS_WITH_QUOTE.match(sentence) else 0.3 if _quoted_share(sentence) > 0.5 else 0.0
    length = 0.4 if len(sentence) < (_FEW_WIDE if _WIDE.search(sentence) else _FEW) else 0.0
    return leaning + asking + quoting + length + (0.3 if len(sentence) > _LONG else 0.0)


def _quoted_share(sentence: str) -> float:
    return sum(len(quoted) for quoted in _QUOTED.findall(sentence)) / len(sentence)


def _has_torn_quote(sentence: str) -> bool:
    if "„" in sentence:
        return sentence.count("„") != sentence.count("“") + sentence.count("”")
    return sentence.count("“") != sentence.count("”") or sentence.count('"') % 2 == 1
