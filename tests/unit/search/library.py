"""Builders of articles, and a small library of them in many languages, for the tests of search."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.article import Article, KeyPoint, Moment, Publisher, Summary, Tag
from contracts.identity import document_id, first_version
from contracts.records import SourceRef

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

NASA = Tag(concept="nasa", labels={"en": "NASA", "zh": "美国国家航空航天局", "ru": "НАСА"}, kind="organisation")
STATION = Tag(concept="international space station", labels={"en": "International Space Station", "zh": "国际空间站"})
ELECTION = Tag(concept="election", labels={"en": "Election", "de": "Wahl", "fr": "Élection"})
QUAKE = Tag(concept="earthquake", labels={"en": "Earthquake", "ja": "地震", "es": "Terremoto"})


def a_source(source: str = "meridian", **changes: Any) -> SourceRef:
    """Return a source of that id."""
    return replace(SourceRef(id=source, name=source.title(), host=f"{source}.example"), **changes)


def url_of(name: str, source: str = "meridian") -> str:
    """Return the address of a test article."""
    return f"https://{source}.example/news/{name}"


def an_article(name: str = "one", *, source: str = "meridian", fetched_at: datetime = START, **changes: Any) -> Article:
    """Return an article with a name of its own; what a test does not say is filled in."""
    url = url_of(name, source)
    made = Article(
        id=document_id(url),
        url=url,
        canonical_url=url,
        source=a_source(source),
        title="A quiet day",
        text="Nothing of note happened in the harbour.",
        language="en",
        fetched_at=fetched_at,
        version=first_version(fetched_at),
        published_at=Moment(instant=fetched_at, precision="minute", basis="meta"),
    )
    return replace(made, text_digest="", **changes)


def id_of(name: str, source: str = "meridian") -> str:
    """Return the id of the article that has this name and source."""
    return document_id(url_of(name, source))


def published(day: int, hour: int = 12) -> Moment:
    """Return a moment in March 2026."""
    return Moment(instant=datetime(2026, 3, day, hour, tzinfo=UTC), precision="hour", basis="json-ld")


_SPACE_TEXT = (
    "The two agencies agreed to keep running the International Space Station.\n\nLunar exploration was discussed too."
)
_TOLD: tuple[tuple[str, str, str, str, str, dict[str, Any]], ...] = (
    (
        "space-en",
        "meridian",
        "en",
        "Heads of NASA and Roscosmos meet in Florida",
        _SPACE_TEXT,
        {"tags": (NASA, STATION), "authors": ("Ann Li",), "published_at": published(2)},
    ),
    (
        "space-zh",
        "chenxing",
        "zh",
        "两国航天局局长七年来首次会面",
        "双方同意继续合作运营国际空间站，并讨论了月球探测。",
        {"tags": (NASA, STATION), "authors": ("王伟",), "published_at": published(2, 14)},
    ),
    (
        "space-hant",
        "gangwan",
        "zh-Hant",
        "太空總署署長會面",
        "雙方將繼續合作營運國際太空站。",
        {"tags": (NASA,), "published_at": published(3)},
    ),
    (
        "space-fr",
        "courrier",
        "fr",
        "Les patrons de la NASA et de Roscosmos se rencontrent",
        "Les deux agences continueront d'exploiter la Station spatiale internationale jusqu’en 2030.",
        {"tags": (NASA,), "authors": ("Éloïse Côté",), "published_at": published(3, 9)},
    ),
    (
        "space-ru",
        "vestnik",
        "ru",
        "Главы НАСА и Роскосмоса встретились во Флориде",
        "Агентства договорились продолжить работу Международной космической станции ещё на несколько лет.",
        {"tags": (NASA,), "published_at": published(2, 16)},
    ),
    (
        "space-ja",
        "minato",
        "ja",
        "米ロ宇宙機関トップが会談",
        "両機関は国際宇宙ステーションの協力を続けることで合意した。",
        {"tags": (NASA,), "published_at": published(3, 1)},
    ),
    (
        "space-ar",
        "manar",
        "ar",
        "لقاء رئيسي وكالتي الفضاء",
        "اتفق الجانبان على مواصلة تشغيل محطة الفضاء الدولية.",
        {"published_at": published(3, 2)},
    ),
    (
        "space-ko",
        "hanbit",
        "ko",
        "미러 우주기관 수장 회동",
        "두 기관은 국제우주정거장 협력을 계속하기로 했다.",
        {"published_at": published(3, 3)},
    ),
    (
        "space-copy",
        "harborline",
        "en",
        "Heads of NASA and Roscosmos meet in Florida",
        _SPACE_TEXT,
        {
            "tags": (NASA, STATION),
            "publisher": Publisher(name="Meridian", as_written="Meridian | MERIDIAN"),
            "duplicate_of": id_of("space-en"),
            "published_at": published(2, 18),
        },
    ),
    (
        "election-en",
        "meridian",
        "en",
        "Coalition loses its majority in the national election",
        "Voters in the U.S. embassy district queued for hours. The state-owned broadcaster called it a landslide.",
        {"tags": (ELECTION,), "authors": ("John O'Neil",), "published_at": published(5)},
    ),
    (
        "election-de",
        "nordlicht",
        "de",
        "Koalition verliert bei der Wahl die Mehrheit",
        "Die Häuser des Parlaments in München blieben bis Mitternacht geöffnet. Die Wähler standen Schlange.",
        {"tags": (ELECTION,), "published_at": published(5, 20)},
    ),
    (
        "election-fr",
        "courrier",
        "fr",
        "L'élection bouleverse le Parlement",
        "Les électeurs ont attendu des heures devant les bureaux de vote.",
        {"tags": (ELECTION,), "published_at": published(6)},
    ),
    (
        "election-es",
        "faro",
        "es",
        "Las elecciones cambian el Parlamento",
        "Los votantes esperaron durante horas. El niño vio la campaña en Perú.",
        {"tags": (ELECTION,), "published_at": published(6, 1)},
    ),
    (
        "election-tr",
        "deniz",
        "tr",
        "Seçimlerde koalisyon çoğunluğu kaybetti",
        "Ülke genelinde sandıklar saatlerce açık kaldı. İstanbul'da katılım yüksekti.",
        {"published_at": published(6, 2)},
    ),
    (
        "quake-ja",
        "minato",
        "ja",
        "東北で強い地震、津波の心配なし",
        "気象庁によると、震源の深さは約40キロ。新幹線は一時運転を見合わせた。",
        {"tags": (QUAKE,), "published_at": published(8)},
    ),
    (
        "quake-en",
        "meridian",
        "en",
        "Strong earthquake shakes northern Japan",
        "Trains stopped, and no tsunami warning was issued. The magnitude was 6.4, officials said.",
        {"tags": (QUAKE,), "published_at": published(8, 13)},
    ),
    (
        "quake-es",
        "faro",
        "es",
        "Un terremoto sacude el norte de Japón",
        "No se emitió alerta de tsunami y los trenes se detuvieron.",
        {"tags": (QUAKE,), "published_at": published(8, 14)},
    ),
    (
        "quake-zh",
        "chenxing",
        "zh",
        "日本东北发生强烈地震",
        "气象部门表示没有海啸危险，新干线一度停运。张益唐教授当时正在仙台讲学。",
        {"tags": (QUAKE,), "published_at": published(8, 15)},
    ),
    (
        "chips-en",
        "harborline",
        "en",
        "Parliament passes the chip subsidy bill",
        "Factories will get 10,000 million over five years, says the COVID-19 recovery office.",
        {"section": "Business", "published_at": published(10)},
    ),
    (
        "chips-zh",
        "gangwan",
        "zh-Hant",
        "立法會通過晶片補貼法案",
        "工廠將在五年內獲得補貼，ＮＡＳＡ承包商也在名單上。",
        {"published_at": published(10, 9)},
    ),
    (
        "chips-ko",
        "hanbit",
        "ko",
        "반도체 보조금 법안 국회 통과",
        "공장들은 5년 동안 지원을 받는다.",
        {"published_at": published(10, 10)},
    ),
    (
        "summary-zh",
        "gangwan",
        "en",
        "Fortune: space agencies talk again in over 7 years",
        "The talks took place behind closed doors.",
        {
            "publisher": Publisher(name="Fortune", host="fortune.example", as_written="Fortune | FORTUNE"),
            "summary": Summary(text="两大航天机构负责人时隔七年再次会谈。", language="zh", method="page"),
            "key_points": (KeyPoint(sentence="双方将探讨登月计划。", headline="探月", method="page"),),
            "published_at": published(4),
        },
    ),
    (
        "opinion-en",
        "meridian",
        "en",
        "Why <b>space</b> & politics mix",
        "An opinion on agencies, elections & power: <script>alert('x')</script> is not news.",
        {"section": "Opinion", "authors": ("Maria van der Berg", "Ann Li"), "published_at": published(11)},
    ),
    (
        "undated-en",
        "harborline",
        "en",
        "An undated notice about the harbour election",
        "The harbour master will be elected soon.",
        {"tags": (ELECTION,), "published_at": None},
    ),
    (
        "undated-zh",
        "chenxing",
        "zh",
        "一份没有日期的通知",
        "关于港口地震演习的通知。",
        {"published_at": None},
    ),
    (
        "gone-en",
        "meridian",
        "en",
        "A withdrawn report on NASA",
        "This article about the International Space Station was withdrawn.",
        {"tags": (NASA,), "gone": True, "published_at": published(9)},
    ),
    (
        "cafe-fr",
        "courrier",
        "fr",
        "Le café de l’Œuvre ferme ses portes",
        "Le célèbre café naïf de la Garçonnière cède sa place.",
        {"published_at": published(12)},
    ),
    (
        "hindi",
        "sagar",
        "hi",
        "भारत ने नया उपग्रह प्रक्षेपित किया",
        "यह उपग्रह मौसम की जानकारी देगा।",
        {"published_at": published(13)},
    ),
    (
        "thai",
        "talay",
        "th",
        "ไทยเปิดตัวรถไฟกลางคืนสายใหม่",
        "รถไฟจะออกจากกรุงเทพทุกคืนวันศุกร์",
        {"published_at": published(14)},
    ),
    (
        "greek",
        "pelagos",
        "el",
        "Νέα γραμμή τρένου στην Αθήνα",
        "Ο υπουργός ανακοίνωσε τη νέα γραμμή.",
        {"published_at": published(15)},
    ),
    (
        "hebrew",
        "galim",
        "he",
        "שלום לנמל החדש",
        "הנמל נפתח אתמול לאחר שנים של עבודה.",
        {"published_at": published(16)},
    ),
    (
        "train-de",
        "nordlicht",
        "de",
        "Neuer Nachtzug nach Łódź und Århus",
        "Der Zug fährt ab Juni, sagte die Straßenbahn AG.",
        {"published_at": published(17)},
    ),
)


def library() -> dict[str, Article]:
    """Return the library's articles by name; `space-copy` copies `space-en`, `gone-en` was withdrawn."""
    return {
        name: an_article(
            name,
            source=source,
            title=title,
            text=text,
            language=language,
            fetched_at=START + timedelta(days=20, minutes=number),
            **changes,
        )
        for number, (name, source, language, title, text, changes) in enumerate(_TOLD)
    }


def names(ids: Iterable[str]) -> set[str]:
    """Return the names of the library's articles with these ids."""
    known = {article.id: name for name, article in library().items()}
    return {known[each] for each in ids}
