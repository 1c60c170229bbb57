"""The words in which languages tell a time back from now: numbers, units, "ago", days; data for `relative_time`."""

from typing import Final, Literal

Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]

UNITS: Final[dict[Unit, str]] = {
    "second": r"秒钟?|秒鐘|秒間?|초|seconds?|secs?|sekunden?|sek\.?|secondes?|segundos?|secondi|secondo"
    r"|sekunder?|sekund[yę]?"
    r"|секунд\w*|сек\.?|ثواني|ثوان|ثانية|saniye|detik|giây|วินาที|सेकंड|seconden?|שניות",
    "minute": r"分钟|分鐘|分間?|분|minutes?|mins?\.?|m|minuten?|min\.?|minutos?|minut[oi]|minuter|minutter|minut[yę]?"
    r"|минут\w*|мин\.?|хвилин\w*|хв\.?|دقائق|دقيقة|دقیقه|dakika|dk\.?|menit|phút|นาที|मिनट|minuutt?i?a?"
    r"|minuten|perc\w*"
    r"|λεπτ\w+|דקות|דקה",
    "hour": r"个?半?小时|個?小時|個?鐘頭|时间|時間|시간|hours?|hrs?\.?|h|stunden?|std\.?|heures?|horas?"
    r"|or[ae]|timmar|timme"
    r"|timer?|t|uur|uren|godzin[yęa]?|godz\.?|час\w*|ч\.?|годин\w*|ساعات|ساعة|ساعت|saat|sa\.?|jam|giờ"
    r"|tiếng|ชั่วโมง|घंटे"
    r"|घंटा|tunti\w*|hodin\w*|órá\w*|óra|ώρ\w+|שעות|שעה|oră|ore",
    "day": r"天|日間?|일|days?|d|tag(?:en?)?|jours?|j|días?|dias?|giorn[io]|dagar|dager|dage?|dagen|dzień"
    r"|dni|дн\w+|день|дня"
    r"|أيام|يوم|روز|gün|hari|ngày|วัน|दिन|päivää?|dn[yůíi]|dnem|nap\w*|μέρ\w+|ημέρ\w+|ימים|יום|zile?|zi",
    "week": r"个?星期|個?星期|周|週間?|个?礼拜|주일?|weeks?|wks?|w|wochen?|semaines?|semanas?|settiman[ae]"
    r"|veckor|vecka|uker?"
    r"|ugers?|uge|weken|week|tygodni\w*|tydzień|недел\w*|тижн\w*|أسابيع|أسبوع|هفته|hafta|minggu|tuần"
    r"|สัปดาห์|हफ्ते|सप्ताह"
    r"|viikko\w*|týdn\w*|hét\w*|εβδομάδ\w+|שבועות|שבוע",
    "month": r"个?月|個?月|か月|ヶ月|カ月|ヵ月|개월|달|months?|mos?|monat(?:en)?|mois|mes(?:es)?|mese|mesi"
    r"|månader|månad"
    r"|måneder|måned|maanden|maand|miesięcy|miesiąc\w*|месяц\w*|місяц\w*|أشهر|شهور|شهر|ماه|ay|bulan|tháng|เดือน|महीने"
    r"|kuukau\w+|měsíc\w*|hónap\w*|μήν\w+|חודשים|חודש",
    "year": r"年間?|년|years?|yrs?|y|jahr(?:en?)?|ans?|années?|años?|anos?|ann[io]|år|jaar|lat|lata|rok\w*"
    r"|лет|год\w*|рок\w*"
    r"|років|سنوات|سنة|سال|عام|أعوام|yıl|sene|tahun|năm|ปี|साल|vuo\w+|let|év\w*|χρόνι\w+|שנים|שנה",
}
DUALS: Final[dict[str, Unit]] = {
    "دقيقتين": "minute",
    "ساعتين": "hour",
    "يومين": "day",
    "أسبوعين": "week",
    "شهرين": "month",
    "سنتين": "year",
    "عامين": "year",
    "שעתיים": "hour",
    "יומיים": "day",
    "שבועיים": "week",
}
_SINGLE_WORDS: Final = (
    "час минуту день неделю месяц год годину хвилину тиждень місяць рік godzinę minutę tydzień miesiąc "
    "rok ساعة دقيقة يوم "
    "أسبوع شهر سنة عام שעה דקה יום שבוע חודש שנה tunti minuutti hodinou minutou týdnem měsícem rokem dnem"
)
SINGLE: Final = frozenset(_SINGLE_WORDS.split())
_NUMBER_WORDS: Final = {
    0.5: "半 半个 半個 半个多 half",
    1: "一 한 a an one un' un’ ein eine einem einer einen un une una uno um uma een één en ett et bir "
    "jeden jedną один одну "
    "одна satu một หนึ่ง एक yhden jednou egy ένα μία אחת",
    2: "二 两 兩 두 two zwei deux dos due duas dois twee två to dwa dwie два две дві iki dua hai สอง दो kaksi dva két",
    3: "三 세 three drei trois tres tre três drie tre trzy три üç tiga ba สาม तीन kolme tři három",
    4: "四 네 four vier quatre cuatro quattro quatro vier fyra fire cztery четыре чотири dört empat",
    5: "五 다섯 five fünf cinq cinco cinque vijf fem pięć пять beş lima",
    6: "六 여섯 six sechs seis sei zes sex seks sześć шесть altı enam",
    7: "七 일곱 seven sieben sept siete sette sete zeven sju sedem семь yedi tujuh",
    8: "八 여덟 eight acht huit ocho otto oito åtta åtte osiem восемь sekiz delapan",
    9: "九 아홉 nine neun neuf nueve nove negen nio ni dziewięć девять dokuz",
    10: "十 열 ten zehn dix diez dieci dez tien tio ti dziesięć десять on sepuluh",
}
NUMBERS: Final = {word: value for value, words in _NUMBER_WORDS.items() for word in words.split()}
AGO_BEHIND: Final = (
    r"之?前|以前|전|ago|earlier|back|fa|назад|тому|sedan|siden|geleden|temu|atrás|önce|yang lalu|lalu"
    r"|trước|ที่แล้ว|ที่ผ่านมา|पहले"
    r"|sitten|zpět|zpátky|ezelőtt|پیش|قبل"
)
AGO_BEFORE: Final = (
    r"vor|il y a|منذ|قبل|hace|há|för|for|acum|před|πριν(?: από)?|לפני|fa|около|about"
    r"|ungefähr|etwa|circa|cerca de|il y a environ"
)
NOW: Final = (
    r"刚刚|剛剛|刚才|剛才|たった今|今しがた|방금(?: 전)?|just now|moments? ago|a moment ago"
    r"|a few seconds ago|gerade eben|soeben"
    r"|à l['’]instant|ahora mismo|hace un momento|hace instantes|agora mesmo|proprio ora|adesso|только что"
    r"|щойно|الآن|للتو"
    r"|przed chwilą|zojuist|just nu|nettopp|lige nu|şimdi|az önce|baru saja|vừa xong|เมื่อสักครู่|अभी"
)
_DAY_WORDS: Final = {
    0: "今天 今日 本日 오늘 today heute aujourd'hui aujourd’hui сегодня сьогодні اليوم hoy hoje oggi "
    "vandaag idag dzisiaj "
    "dziś bugün امروز dnes tänään ma today's วันนี้ आज σήμερα היום",
    1: "昨天 昨日 어제 yesterday gestern hier вчера вчора أمس ayer ontem ieri gisteren igår wczoraj dün "
    "دیروز včera eilen "
    "kemarin เมื่อวาน เมื่อวานนี้ कल χθες אתמול",
    2: "前天 一昨日 그저께 그제 vorgestern avant-hier позавчера anteayer anteontem eergisteren przedwczoraj",
}
DAY_WORDS: Final = {
    **{word: back for back, words in _DAY_WORDS.items() for word in words.split()},
    "i dag": 0,
    "i går": 1,
    "i gaar": 1,
    "hôm nay": 0,
    "hôm qua": 1,
    "hari ini": 0,
    "l'altro ieri": 2,
    "avant hier": 2,
}
BESIDE: Final = (
    r"by|von|par|por|di|da|de|door|av|in|from|on|on|updated|posted|published|stand|uhr|来源|來源|作者|编辑"
    r"|編輯|撰文|记者|記者|기자|責任編輯|责任编辑|阅读|閱讀|浏览|瀏覽"
    r"|评论|評論|出典|更新|公開|入力|수정|입력|источник|автор|المصدر|\d"
)
LABELS: Final = (
    r"posted|published|publié(?:e)?|veröffentlicht|erschienen|publicado|pubblicato|опубликовано|updated"
    r"|aktualisiert|mis à jour"
    r"|actualizado|aggiornato|atualizado|обновлено|am|on|le|el|il|发布于|發布於|发表于|發表於|发布时间"
    r"|發佈時間|更新于|更新時間|更新时间|时间|時間"
    r"|公開|更新|投稿|입력|수정|등록|نشر|نُشر|تحديث|opublikowano|gepubliceerd|publicerad|publisert"
    r"|yayınlanma|güncelleme|written|stand|by"
)
