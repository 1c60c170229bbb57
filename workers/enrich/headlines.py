"""A key point's headline: a short, whole statement in the sentence's own words, or none."""

import re
from typing import Final

_MAX_WORDS: Final = 8
_MIN_WORDS: Final = 3
_MAX_WIDE: Final = 14
_MIN_WIDE: Final = 5
_WITHOUT: Final = frozenset({"ja", "ko", "th", "lo", "km", "my"})
"""Languages whose main clause stands last, or whose words we can't tell apart."""

_END: Final = ".。!！?？… "
_CUT: Final = re.compile(r"[,;:،؛]\s+|\s[-–—]\s|\s*—\s*")
_WIDE_CUT: Final = re.compile(r"[，；：,;:]|——|（")
_QUOTES: Final = re.compile(r"[\"“”„«»「」『』‘《》()]")
_LIST_GOES_ON: Final = re.compile(
    r"[^\s,]+(?:\s[^\s,]+)?(?:,|\s(?:and|or|und|oder|et|ou|y|o|e|и|или)\s)", re.IGNORECASE
)
_IS_CONTENT: Final = re.compile(
    r"(?:that|whether|what|how|who|que|qui|die|der|das|den|dem|qu['’]\w+|dass|daß|ob|wie|weil|что|чтобы|как|che|就|则|則|便|才|都|是否)(?=\W|[\u4e00-\u9fff]|$)",
    re.IGNORECASE,
)
"""How a part begins without which the clause before it is not whole."""

_NUMBER: Final = re.compile(r"\d")
_AWAITS_NOUN: Final = re.compile(
    r"\ban?\s(?:\w+ly\s)?\w+(?:able|ible|al|ic|ive|ous|ent|ant|ful|less|er|ed|ing)$", re.IGNORECASE
)
_NEEDS_INFINITIVE: Final = re.compile(r"\b(?:zu\s\w+n|\w{2,}zu\w+en)\b")
_RELATIVE: Final = re.compile(
    r"\b(?:who|whom|whose|which|that|qui|que|dont|quien|che|der|die|das|котор\w+|что)$"
    r"|\b(?:who|which|whose|that|qui|que|dont|quien|che|что|dass|when|where|while|if|you|we|i|it|they|he|she|you['’]\w+)\b",
    re.IGNORECASE,
)
_OPENS_LOOSELY: Final = re.compile(
    r"(?:\w+(?:ed|ing)\s|bisher|allerdings|welche\w*|[mds]ein\w*|unser\w*|any|every|in|on|at|by|for|from|with|without|after|before|during|since|until|as|if|when|while|although|though|because"
    r"|under|over|about|to|of|like|unlike|despite|according|asked|per|amid|once|this|that|these|those|it|he|she|they|we|i"
    r"|you|his|her|their|its|our|but|and|or|so|yet|then|there|here|meanwhile|however|not|both|neither|also|still|even|what"
    r"|à|au|aux|en|dans|sur|sous|avec|sans|après|avant|pour|par|depuis|pendant|selon|si|quand|lorsque?|comme|chez|entre"
    r"|il|elle|ils|elles|on|ce|cela|c['’]est|cette|ces|son|sa|ses|leur|leurs|mais|et|ou|puis|de|du|des"
    r"|im|am|an|auf|aus|bei|mit|nach|ohne|seit|von|vor|zu|zum|zur|für|gegen|unter|über|wenn|als|weil|während|obwohl|dass"
    r"|er|sie|es|das|dies|diese[rsnm]?|sein[e]?|ihr[e]?|aber|und|oder|doch|dort|da|dann|so"
    r"|con|sin|según|desde|hasta|cuando|si|aunque|él|ella|ellos|su|sus|pero|y|no|para|por|tras|ante"
    r"|в|на|с|со|по|при|после|до|от|из|к|для|за|у|о|об|если|когда|хотя|он|она|они|это|каждый|любой|но|и|а|их|его|её|там)\b",
    re.IGNORECASE,
)
_ENDS_LOOSELY: Final = re.compile(
    r"(?:^|\s)(?:a|an|the|of|in|on|at|by|for|from|with|to|and|or|but|as|than|that|is|are|was|were|has|have|had|will|said|says"
    r"|told|added|noted|wrote|asked|explained|warned|le|la|les|un|une|de|du|des|à|et|ou|que|qui|est|a|dit|explique|selon"
    r"|der|die|das|ein|eine|und|oder|von|zu|ist|hat|sagt|sagte|erklärt|erklärte|el|los|las|y|o|dijo|dice|и|или|в|на"
    r"|\w{3,}(?:ado|ido|ato)|сказал[аи]?|говорит|заявил[аи]?|пояснил[аи]?|рассказал[аи]?|объяснил[аи]?|قال|قالت)$",
    re.IGNORECASE,
)
_VERB: Final = re.compile(
    r"(?:^|\s)(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|does|did|won|lost|fell|rose|began|became"
    r"|made|took|gave|held|kept|met|cut|set|hit|left|paid|sold|grew|found|sent|rises|falls|plans|wants|[a-z]\w{2,}ed"
    r"|est|sont|était|étaient|a(?=\s\w+[éiu]t?s?\s)|ont|avait|avaient|sera|seront|peut|peuvent|doit|doivent|va|vont|reste|restent"
    r"|ist|sind|war|waren|wird|werden|wurden?|hat|haben|hatten?|kann|können|soll|sollen|muss|müssen|will|wollen|bleibt"
    r"|kostet|liegt|steht|gibt|es|son|fue|fueron|era|eran|ha|han|había|será|serán|tiene|tienen|puede|pueden|debe"
    r"|è|sono|hanno|foi|foram|são|tem|têm|is|zijn|werd|werden|heeft|hebben"
    r"|был[аио]?|будет|будут|стал[аио]?|может|могут|должн[аыо]|\w{3,}(?:л|ла|ли|ло|ет|ют|ит|ят|лся|лась|лись))(?=\s)",
)
_WIDE_OPENS: Final = re.compile(
    r"[在从從按据據当當与與如因除为為随隨对對若虽雖但而且其该該此这這那他她它并並也还還又则則即截经經由以自每就同另过過]|不料|.{0,6}每[升增降隔过過]|第[一二三四五六七八九十\d]+"
)
_WIDE_ENDS: Final = re.compile(
    r"(?:[说說称稱道为為指问問答写寫时時后後前中里裡上下内內外来來的地得和与與及或之年月日号號起间間点點分于於]|表示|认为|認為|透露|指出|承认|承認|预计|預計"
    r"|介绍|介紹|告诉|告訴|公布|写道|強調|强调|回忆|回憶|解释|解釋|补充|補充|坦言|相比|看来|而言|记者|記者|上午|下午|凌晨|深夜|当天|當天)$"
)
_WIDE_VERB: Final = re.compile(
    r"[是有了被将將已不没沒无無能会會要达達超增降升跌占佔共获獲建需做赢贏输輸死伤傷涨漲减減卖賣买買]|同意|决定|決定|完成|发现|發現|批准|继续|繼續|计划|計劃|停止|取消|开始|開始|投产|投產"
)


def headline(sentence: str, language: str) -> str:
    """Return the sentence's first clause if it is short and says something whole by itself, else "".

    At most eight words, or fourteen characters of Chinese. Never an ellipsis, never the whole sentence again.
    """
    primary = language.lower().split("-")[0]
    if primary in _WITHOUT:
        return ""
    bare = sentence.strip().rstrip(_END)
    return _wide(bare) if primary == "zh" else _spaced(bare)


def _spaced(bare: str) -> str:
    cut = _CUT.search(bare)
    if cut is None:
        return ""
    clause, rest = bare[: cut.start()].strip(), bare[cut.end() :]
    if not _MIN_WORDS <= len(clause.split()) <= _MAX_WORDS or _QUOTES.search(clause):
        return ""
    if (
        not clause[0].isalnum()
        or _OPENS_LOOSELY.match(clause)
        or _ENDS_LOOSELY.search(clause)
        or _RELATIVE.search(clause)
    ):
        return ""
    if cut.group().startswith(",") and (
        _LIST_GOES_ON.match(rest) or _IS_CONTENT.match(rest) or _NEEDS_INFINITIVE.search(rest)
    ):
        return ""
    return clause if _VERB.search(f"{clause} ") else ""


def _wide(bare: str) -> str:
    cut = _WIDE_CUT.search(bare)
    if cut is None:
        return ""
    clause = bare[: cut.start()].strip()
    if not _MIN_WIDE <= len(clause) <= _MAX_WIDE or "、" in clause or _QUOTES.search(clause):
        return ""
    if _WIDE_OPENS.match(clause) or _WIDE_ENDS.search(clause) or _IS_CONTENT.match(bare, cut.end()):
        return ""
    return clause if _WIDE_VERB.search(clause) else ""
