"""The names of months in the languages whose pages write them out; data for `moments`."""

from typing import Final

_NAMES: Final = {
    1: "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari styczeń "
    "stycznia sty января январь янв січня ocak oca يناير ינואר ιανουαρίου ledna január "
    "ianuarie tammikuuta มกราคม ม.ค. जनवरी জানুয়ারি ژانویه جنوری gen. januára januarja "
    "januara siječnja sausio janvārī jaanuar urtarrila gener xaneiro ionawr січень",
    2: "february feb februar février févr fevr fév febrero febbraio fevereiro fev februari "
    "luty lutego lut февраля февраль фев лютого şubat şub فبراير شباط פברואר φεβρουαρίου "
    "února február februarie helmikuuta กุมภาพันธ์ ก.พ. फ़रवरी फरवरी ফেব্রুয়ারি فوریه "
    "فروری februára februarja veljače vasario februārī veebruar febrer febreiro peb "
    "pebruari лютий",
    3: "march mar märz mär mrz maerz mars marzo março maart mrt marzec marca март марта мар "
    "березня mart مارس آذار מרץ μαρτίου března március martie maaliskuuta มีนาคม มี.ค. "
    "मार्च মার্চ مارچ marta ožujka kovo martā märts març березень maret",
    4: "april apr avril avr abril abr aprile kwiecień kwietnia kwi апреля апрель апр квітня "
    "nisan nis أبريل إبريل نيسان אפריל απριλίου dubna április aprilie huhtikuuta เมษายน "
    "เม.ย. अप्रैल এপ্রিল آوریل اپریل apríla aprila travnja balandžio aprīlī aprill квітень",
    5: "may mai mayo maggio mag maio mei maj maja мая май травня mayıs مايو أيار מאי μαΐου "
    "května május toukokuuta พฤษภาคม พ.ค. मई মে مه مئی mája svibnja gegužės maijā maig "
    "травень",
    6: "june jun juni juin junio giugno giu junho czerwiec czerwca cze июня июнь июн червня "
    "haziran haz يونيو حزيران יוני ιουνίου června június iunie kesäkuuta มิถุนายน มิ.ย. "
    "जून জুন ژوئن جون júna junija juna lipnja birželio jūnijā juuni juny xuño червень",
    7: "july jul juli juillet juil julio luglio lug julho lipiec lipca lip июля июль июл "
    "липня temmuz tem يوليو تموز יולי ιουλίου července július iulie heinäkuuta กรกฎาคม "
    "ก.ค. जुलाई জুলাই ژوئیه ژوئيه جولائی júla julija jula srpnja liepos jūlijā juuli "
    "juliol xullo липень",
    8: "august aug août aout agosto ago augustus augusti sierpień sierpnia sie августа август "
    "авг серпня ağustos ağu أغسطس آب אוגוסט αυγούστου srpna augusztus elokuuta สิงหาคม "
    "ส.ค. अगस्त আগস্ট اوت اگست augusta avgusta kolovoza rugpjūčio augustā agost серпень "
    "agustus",
    9: "september sep sept septembre septiembre settembre set setembro wrzesień września wrz "
    "сентября сентябрь сен сент вересня eylül eyl سبتمبر أيلول ספטמבר σεπτεμβρίου září "
    "szeptember septembrie syyskuuta กันยายน ก.ย. सितंबर सितम्बर সেপ্টেম্বর سپتامبر ستمبر "
    "septembra rujna rugsėjo septembrī setembre вересень",
    10: "october oct oktober okt octobre octubre ottobre ott outubro out październik "
    "października paź октября октябрь окт жовтня ekim eki أكتوبر אוקטובר οκτωβρίου října "
    "október octombrie lokakuuta ตุลาคม ต.ค. अक्टूबर অক্টোবর اکتبر اکتوبر októbra oktobra "
    "spalio oktobrī oktoober жовтень",
    11: "november nov novembre noviembre novembro listopad listopada lis ноября ноябрь ноя "
    "листопада kasım kas نوفمبر נובמבר νοεμβρίου listopadu noiembrie marraskuuta พฤศจิกายน "
    "พ.ย. नवंबर নভেম্বর نوامبر نومبر novembra studenoga lapkričio novembrī листопад",
    12: "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember "
    "grudzień grudnia gru декабря декабрь дек грудня aralık ara ديسمبر דצמבר δεκεμβρίου "
    "prosince decembrie joulukuuta ธันวาคม ธ.ค. दिसंबर ডিসেম্বর دسامبر دسمبر decembra "
    "prosinca gruodžio decembrī detsember desembre грудень",
}
MONTHS: Final = {name: number for number, names in _NAMES.items() for name in names.split()}
