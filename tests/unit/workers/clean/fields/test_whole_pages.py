"""Writers, time and title of pages as widely used systems write them: what stands between headline and text."""

import pytest

from contracts.article import Article
from tests.unit.workers.clean.builders import CHINESE, PARAGRAPHS, article_of, raw_page

TITLE = "New ferry leaves the harbour"
TEXTS = {
    "en": PARAGRAPHS,
    "zh": CHINESE,
    "nl": (
        "De haven was rustig op dinsdagochtend toen de eerste van de nieuwe veerboten zijn ligplaats verliet.",
        "Technici hadden de hele nacht gewerkt om een klep te vervangen die vorige week bij een test kapotging.",
        "Passagiers betalen hetzelfde tarief als voorheen en de dienstregeling verandert alleen in de winter.",
    ),
    "de": (
        "Der Hafen war am Dienstagmorgen ruhig, als die erste der neuen Fähren ihren Liegeplatz verließ.",
        "Die Techniker hatten die ganze Nacht gearbeitet, um ein Ventil zu ersetzen, das bei einem Test ausfiel.",
        "Die Fahrgäste zahlen denselben Preis wie bisher, und der Fahrplan ändert sich nur in den Wintermonaten.",
    ),
    "es": (
        "El puerto estaba tranquilo el martes por la mañana cuando el primero de los nuevos ferris zarpó.",
        "Los ingenieros habían trabajado toda la noche para sustituir una válvula que falló la semana pasada.",
        "Los pasajeros pagarán la misma tarifa que antes y el horario solo cambia en los meses de invierno.",
    ),
    "pt": (
        "O porto estava calmo na manhã de terça-feira quando a primeira das novas balsas deixou o cais.",
        "Os engenheiros trabalharam a noite toda para substituir uma válvula que falhou na semana passada.",
        "Os passageiros pagarão a mesma tarifa de antes, e o horário só muda nos meses de inverno.",
    ),
    "tr": (
        "Salı sabahı yeni feribotların ilki adalara doğru rıhtımdan ayrılırken liman sessizdi.",
        "Mühendisler geçen hafta bir testte arızalanan vanayı değiştirmek için bütün gece çalıştı.",
        "Yolcular önceki ücretin aynısını ödeyecek ve tarife yalnızca kış aylarında değişecek.",
    ),
    "ar": (
        "كان الميناء هادئا صباح الثلاثاء عندما غادرت أولى العبارات الجديدة مرساها متجهة إلى الجزر.",
        "عمل المهندسون طوال الليل لاستبدال صمام تعطل في اختبار الأسبوع الماضي بحسب ما قالت الشركة.",
        "سيدفع الركاب نفس الأجرة كما في السابق ولن يتغير الجدول إلا في أشهر الشتاء.",
    ),
    "vi": (
        "Cảng yên tĩnh vào sáng thứ Ba khi chiếc đầu tiên trong số các phà mới rời bến đi ra các đảo.",
        "Các kỹ sư đã làm việc suốt đêm để thay một van bị hỏng trong cuộc thử nghiệm tuần trước.",
        "Hành khách sẽ trả giá vé như trước và lịch trình chỉ thay đổi trong những tháng mùa đông.",
    ),
    "id": (
        "Pelabuhan tenang pada Selasa pagi ketika feri baru pertama meninggalkan dermaga menuju pulau-pulau.",
        "Para insinyur bekerja sepanjang malam untuk mengganti katup yang rusak dalam uji coba minggu lalu.",
        "Penumpang akan membayar tarif yang sama seperti sebelumnya dan jadwal hanya berubah di musim dingin.",
    ),
    "ja": (
        "火曜日の朝、新しいフェリーの第一便が島々に向けて港を出発し、岸壁では乗客たちが静かに見送った。",
        "運航会社によると、技術者らは先週の試験で故障した弁を夜通しで交換し、すべて正常に戻ったという。",
        "運賃はこれまでと変わらず、時刻表は冬の数か月のみ変更される予定で、詳細は来月公表される。",
    ),
}


def article_with(above: str = "", *, language: str = "en", head: str = "", below: str = "") -> Article:
    """Return the article of a page that has these lines between headline and text, and below the text."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXTS[language])
    return article_of(
        raw_page(
            f"<!DOCTYPE html><html lang={language}><head><meta charset=utf-8><title>{TITLE}</title>{head}</head><body>"
            f"<nav><a href=/>Home</a> <a href=/news>News</a></nav><main><h1>{TITLE}</h1>{above}"
            f"<div class=content>{text}</div>{below}</main><footer>© The Lamp 2025</footer></body></html>".encode()
        )
    )


@pytest.mark.parametrize(
    ("language", "above", "authors", "published"),
    [
        (
            "en",
            "<p>By Jane Doe, Political Editor, and John R. Smith in Oslo</p><p>17 June 2025</p>",
            "Jane Doe|John R. Smith",
            "2025-06-17",
        ),
        ("en", "<p>Published 3:45 PM EDT, Tue June 17, 2025</p>", "", "2025-06-17T19:45"),
        ("en", "<p>Published 8.05am BST, 17 June 2025</p>", "", "2025-06-17T07:05"),
        ("en", "<p>Jane Doe · 3 hours ago</p>", "Jane Doe", "2025-06-18T15"),
        ("en", "<div>JANE DOE AND JOHN SMITH</div><div>JUN 17, 2025</div>", "Jane Doe|John Smith", "2025-06-17"),
        (
            "en",
            "<div>Jane Doe</div><div>Business reporter, Lamp News</div><time>17 June 2025</time>",
            "Jane Doe",
            "2025-06-17",
        ),
        ("en", "<div>World News</div><div>17 June 2025</div>", "", "2025-06-17"),
        ("en", "<div>Los Angeles</div><div>17 June 2025</div>", "", "2025-06-17"),
        ("en", "<div>Submitted by <span>jdoe</span> on Tue, 06/17/2025 - 09:05</div>", "jdoe", "2025-06-17T09:05"),
        (
            "de",
            "<div>Ein Bericht von Anna Müller, Kiel</div><time>17.06.2025, 14.05 Uhr</time>",
            "Anna Müller",
            "2025-06-17T12:05",
        ),
        (
            "nl",
            "<div>Door onze redacteur Jan de Vries</div><div>17 juni 2025, 14:05</div>",
            "Jan de Vries",
            "2025-06-17T12:05",
        ),
        (
            "es",
            "<div>María García López</div><div>Madrid - 17 jun 2025 - 14:05 CEST</div>",
            "María García López",
            "2025-06-17T12:05",
        ),
        ("pt", "<p>Por João da Silva, g1 — São Paulo</p><p>17/06/2025</p>", "João da Silva", "2025-06-17"),
        ("tr", "<div>Haber: Ayşe Yılmaz</div><div>Giriş: 17.06.2025 - 14:05</div>", "Ayşe Yılmaz", "2025-06-17T11:05"),
        ("ar", "<div>كتب: أحمد علي</div><div>الثلاثاء 17 يونيو 2025</div>", "أحمد علي", "2025-06-17"),
        (
            "id",
            "<div>Budi Santoso - lampuNews</div><div>Selasa, 17 Jun 2025 14:05 WIB</div>",
            "Budi Santoso",
            "2025-06-17T07:05",
        ),
        (
            "zh",
            "<div><span>06-17 08:30</span><span>本报记者 王小明 张三</span></div>",
            "王小明|张三",
            "2025-06-17T00:30",
        ),
        ("ja", "<p>6/17(火) 14:05配信</p>", "", "2025-06-17T05:05"),
    ],
)
def test_lines_above_the_text_tell_who_and_when(language: str, above: str, authors: str, published: str) -> None:
    article = article_with(above, language=language)

    assert article.authors == tuple(filter(None, authors.split("|")))
    assert article.published_at is not None
    assert article.published_at.instant.isoformat().startswith(published)


def test_a_card_names_the_writer_behind_its_label() -> None:
    card = '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jane Doe">'

    assert article_with(head=card).authors == ("Jane Doe",)


def test_a_reading_time_in_a_card_is_no_writer() -> None:
    card = '<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Three Minutes">'

    assert article_with(head=card).authors == ()


@pytest.mark.parametrize(
    ("below", "authors"),
    [
        ("<p style='text-align:right'><strong>Nguyễn Văn An</strong></p>", ("Nguyễn Văn An",)),
        ("<p><a href=/tags/nva>Nguyễn Văn An</a></p>", ()),
        ("<p>Nguyễn Văn An</p>", ()),
    ],
    ids=["signed", "tag", "plain"],
)
def test_a_name_set_apart_right_below_the_text_signs_it(below: str, authors: tuple[str, ...]) -> None:
    assert article_with(language="vi", below=below).authors == authors


def test_a_main_heading_that_names_the_site_is_no_title() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    page = f"<title>{TITLE} | The Lamp</title><h1>The Lamp</h1><main><h2>{TITLE}</h2>{text}</main>"

    assert article_of(raw_page(page.encode())).title == TITLE
