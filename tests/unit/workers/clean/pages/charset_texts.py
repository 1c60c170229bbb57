"""Texts of our own writing, each as a short report would put it, and the character sets of its language."""

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "zh": (
        "周二清晨，第一艘新渡轮离开泊位驶向群岛，港口一片宁静。运营方表示，工程师连夜更换了上周测试中出现故障"
        "的阀门，所有设备都已恢复正常。乘客的票价与以往相同，时刻表只在冬季几个月有所调整。",
        ("gb18030", "gbk", "gb2312"),
    ),
    "zh-Hant": (
        "週二清晨，第一艘新渡輪離開泊位駛向群島，港口一片寧靜。營運方表示，工程師連夜更換了上週測試中出現故障"
        "的閥門，所有設備都已恢復正常。乘客的票價與以往相同，時刻表只在冬季幾個月有所調整。",
        ("big5", "big5hkscs"),
    ),
    "ja": (
        "火曜日の朝、新しいフェリーの第一便が静かな港を離れ、島々へ向かった。運航会社によると、先週の試験で故"
        "障した弁は夜を徹して交換された。運賃はこれまでと同じで、時刻表が変わるのは冬の数か月だけだという。",
        ("shift_jis", "cp932", "euc_jp", "iso2022_jp"),
    ),
    "ko": (
        "화요일 아침 첫 번째 새 여객선이 조용한 항구를 떠나 섬으로 향했다. 운영사는 지난주 시험에서 고장 난 밸"
        "브를 밤새 교체했다고 밝혔다. 요금은 예전과 같으며 시간표는 겨울철 몇 달 동안만 바뀐다.",
        ("euc_kr", "cp949"),
    ),
    "ru": (
        "Первый новый паром вышел из гавани во вторник утром, когда на причале было совсем тихо. По словам перевозчик"
        "а, инженеры за ночь заменили клапан, который отказал на испытаниях. Цена билета остаётся прежней.",
        ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic"),
    ),
    "uk": (
        "Перший новий пором вийшов із гавані у вівторок уранці, коли на причалі було зовсім тихо. За словами "
        "перевізника, інженери за ніч замінили клапан, який відмовив на випробуваннях. Ціна квитка лишається "
        "такою ж.",
        ("cp1251", "koi8-u"),
    ),
    "el": (
        "Το πρώτο νέο πλοίο έφυγε από το λιμάνι την Τρίτη το πρωί, όταν στην προβλήτα επικρατούσε ησυχία. Σύμφωνα "
        "με την εταιρεία, οι μηχανικοί άλλαξαν μέσα στη νύχτα τη βαλβίδα που είχε χαλάσει.",
        ("cp1253", "iso8859-7"),
    ),
    "he": (
        "המעבורת החדשה הראשונה יצאה מהנמל ביום שלישי בבוקר, כשהרציף היה שקט לגמרי. לדברי החברה, המהנדסים החליפו "
        "במשך הלילה את השסתום שהתקלקל בשבוע שעבר. מחיר הכרטיס נשאר כפי שהיה.",
        ("cp1255", "iso8859-8"),
    ),
    "ar": (
        "غادرت العبارة الجديدة الأولى الميناء صباح الثلاثاء، وكان الرصيف هادئا تماما. وقالت الشركة إن المهندسين "
        "استبدلوا خلال الليل الصمام الذي تعطل في اختبار الأسبوع الماضي. ويبقى سعر التذكرة كما كان.",
        ("cp1256", "iso8859-6"),
    ),
    "th": (
        "เรือข้ามฟากลำใหม่ลำแรกออกจากท่าเรือเมื่อเช้าวันอังคาร ขณะที่ท่าเรือยังเงียบสงบ บริษัทกล่าวว่าวิศวกรไ"
        "ด้เปลี่ยนวาล์วที่ชำรุดตลอดทั้งคืน ราคาตั๋วยังคงเท่าเดิม",
        ("cp874", "tis-620"),
    ),
    "pl": (
        "Pierwszy nowy prom opuścił port we wtorek rano, gdy na nabrzeżu było jeszcze zupełnie cicho. Według "
        "przewoźnika inżynierowie wymienili w nocy zawór, który zawiódł w próbie. Cena biletu pozostaje bez zmian, "
        "a rozkład różni się tylko zimą.",
        ("cp1250", "iso8859-2"),
    ),
    "cs": (
        "První nový trajekt opustil přístav v úterý ráno, kdy bylo na molu ještě úplné ticho. Podle dopravce "
        "technici v noci vyměnili ventil, který při zkoušce selhal. Cena jízdenky zůstává stejná a jízdní řád "
        "se mění jen v zimě.",
        ("cp1250", "iso8859-2"),
    ),
    "hu": (
        "Az első új komp kedden reggel hagyta el a kikötőt, amikor a móló még teljesen csöndes volt. A társaság "
        "szerint a mérnökök éjjel kicserélték a szelepet, amely a próbán elromlott. A jegyek ára változatlan, "
        "a menetrend csak télen tér el, közölték a hídfőnél.",
        ("cp1250", "iso8859-2"),
    ),
    "tr": (
        "İlk yeni feribot salı sabahı, rıhtım henüz sessizken limandan ayrıldı. Şirkete göre mühendisler geçen "
        "hafta arızalanan vanayı gece boyunca değiştirdi. Bilet fiyatları aynı kalıyor, tarife yalnızca kış aylarında"
        " değişiyor.",
        ("cp1254", "iso8859-9"),
    ),
    "lt": (
        "Pirmasis naujas keltas antradienio rytą išplaukė iš uosto, kai krantinėje dar buvo visiškai tylu. Bendrovės "
        "teigimu, inžinieriai per naktį pakeitė sugedusį vožtuvą. Bilietų kainos lieka tokios pačios, tvarkaraštis "
        "keičiasi tik žiemą.",
        ("cp1257", "iso8859-13"),
    ),
    "de": (
        "Die erste neue Fähre verließ den Hafen am frühen Dienstag, als es an den Kais noch völlig still war. "
        "„Wir haben das Ventil über Nacht getauscht“, sagte die Reederei. Die Preise für Fahrgäste ändern sich "
        "nicht.",
        ("cp1252",),
    ),
    "fr": (
        "Le premier ferry a quitté le port mardi à l’aube, quand le quai était encore désert. Les ingénieurs "
        "ont remplacé dans la nuit une vanne qui avait lâché lors d’un essai, précise l’opérateur. Les tarifs "
        "restent inchangés, dès à présent et jusqu’à l’été.",
        ("cp1252", "iso8859-15"),
    ),
    "es": (
        "El primer transbordador salió del puerto el martes por la mañana, cuando el muelle aún estaba en silencio. "
        "Según la compañía, los técnicos cambiaron durante la noche una válvula que falló. ¿Y el precio? Será "
        "el mismo que el año pasado.",
        ("cp1252", "iso8859-1", "mac-roman"),
    ),
    "pt": (
        "A primeira balsa saiu do porto na manhã de terça-feira, quando não havia ninguém no cais. Segundo a "
        "operação, os técnicos trocaram à noite a válvula que falhou. Os preços não mudam e o horário só é diferente "
        "nas estações frias.",
        ("cp1252", "iso8859-1"),
    ),
    "vi": (
        "Chuyến phà mới đầu tiên rời bến sáng thứ Ba, khi cảng còn rất yên tĩnh. Giá vé không đổi.",
        ("utf-8",),
    ),
}
