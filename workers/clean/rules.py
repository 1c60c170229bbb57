"""The words by which a line shows that it is not the article: one row a reason, generic over sites.

A rule looks at one block of at most `longest` characters. `tail` rules hold only after the article's last sentences or in
a run of such lines, where their words cannot be the report's own. Add a rule here; its test names the reason.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason for dropping a block, and the pattern that shows it."""

    reason: str
    pattern: re.Pattern[str]
    longest: int = 240
    tail_only: bool = False

    def matches(self, text: str, *, in_tail: bool) -> bool:
        """Return whether a block is what this rule drops."""
        return len(text) <= self.longest and (in_tail or not self.tail_only) and self.pattern.search(text) is not None


def _rule(reason: str, *patterns: str, longest: int = 240, tail_only: bool = False) -> Rule:
    return Rule(
        reason, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE), longest, tail_only
    )


_FILE: Final = r"[\w.-]*[a-z_][\w.-]*\.(?:s?html?|php|aspx?|jsp|tpl|inc|ftl|vm|twig|css|js|json|xml|cfm)"
RULES: Final[tuple[Rule, ...]] = (
    _rule(
        "template residue",
        rf"^(?:(?:\.{{1,2}}|[\w~-]+)?/)*{_FILE}$",
        r"^(?:\.{1,2}/)+[\w./~-]+$",
        r"^(?:\{\{.*\}\}|\{%.*%\}|<%.*%>|\$\{.*\}|<!--.*-->|\[object Object\]|undefined|NaN)$",
        r"^\[/?[a-z_]+(?: [^\]]*)?\]$",
    ),
    _rule(
        "advertising",
        r"^[\[(（〔【\W]*(?:advertisements?|advertising|sponsored(?: content)?|paid content|anzeige|werbung|publicité|publicidad|pubblicità|реклама|広告|廣告|广告|광고|"
        r"إعلان|reklama?|advertentie|annons|ilmoitus|pr|promoted|ad|story continues below advertisement|article continues (?:below|after).{0,30})[\])）〕】\W]*$",
        r"^[\[(（〔【](?:广告|廣告|広告|PR|Anzeige|Ad)[\])）〕】]",
        r"^(?:sponsored by|presented by|anzeige:|реклама[.:]|广告[：:]|廣告[：:])",
        longest=200,
    ),
    _rule(
        "related",
        r"^(?:read (?:more|also|next|our full|the full)|also read|see also|related(?: (?:stories|articles|coverage|content|reading|topics|news))?|more (?:on|from|about|like) |"
        r"recommended(?: (?:stories|articles|reading))?|you (?:might|may) (?:also )?like|more stories|further reading|watch(?: also| now)?:|listen(?: now)?:|don't miss|what to read next|most (?:read|popular)|trending(?: now)?|editor'?s'? picks?|up next|in pictures:|go deeper|must read|continue reading)"
        r"(?=\s*[:：|>»→-]|\s*$|\s+(?:about|on|from|this|our|in)\b)",
        r"^(?:lesen sie (?:auch|mehr|hier|dazu)|mehr (?:zum thema|dazu|lesen)|das könnte sie (?:auch )?interessieren|weitere (?:artikel|nachrichten|themen|meldungen)|siehe auch|zum thema|auch interessant|meistgelesen)(?=\W|$)",
        r"^(?:lire aussi|à lire(?: aussi| également)?|lire également|à voir aussi|voir aussi|sur le même (?:sujet|thème)|pour aller plus loin|notre dossier|lire (?:la suite|plus|notre)|les plus lus)(?=\W|$)",
        r"^(?:lee también|leer (?:más|también)|te puede interesar|también te puede|noticias? relacionad|más información|ver también|le(?:ia|er) mais|leia também|veja também|saiba mais|leggi anche|potrebbe interessarti|lees ook|läs (?:också|mer|även)|les også|læs også|czytaj (?:także|też|również|więcej)|zobacz (?:też|także|również)|ayrıca okuyun|ilgili haber|lue myös|přečtěte si)(?=\W|$)",
        r"^(?:читайте (?:также|ещё|еще|по теме)|ещё по теме|по теме|смотрите также|материалы по теме|другие новости|также по теме|читать (?:далее|ещё|еще|также))(?=\W|$)",
        r"^(?:延伸阅读|延伸閱讀|相关(?:阅读|文章|新闻|报道|链接|推荐|专题)|相關(?:閱讀|文章|新聞|報導|連結|專題)|推荐阅读|推薦閱讀|更多(?:阅读|新闻|报道|內容|新聞|报导|報導)|猜你喜欢|热门(?:文章|推荐|新闻)|熱門(?:文章|新聞)|精彩推荐|阅读更多|閱讀更多|看更多|你可能(?:也|还)?(?:喜欢|喜歡|感兴趣|會喜歡)|热点排行|点击排行|下一篇|上一篇|往期(?:回顾|推荐|精选)|另见|另見)(?=\W|$|：)",
        r"^(?:関連記事|関連(?:ニュース|リンク|情報)|あわせて読みたい|合わせて読みたい|こちらも(?:読む|おすすめ)|おすすめ(?:記事)?|人気記事|次の記事|前の記事|続きを読む|관련\s?기사|관련\s?뉴스|함께 볼만한|많이 본 (?:기사|뉴스)|추천\s?기사|이 시각 주요뉴스)(?=\W|$|：)",
        r"^(?:اقرأ (?:أيضا|أيضًا|أيضاً|المزيد)|إقرأ أيضا|مواضيع (?:ذات صلة|متعلقة)|أخبار (?:ذات صلة|متعلقة)|قد يهمك|شاهد أيضا|المزيد (?:من|حول)|طالع أيضا)",
    ),
    _rule(
        "subscribe",
        r"^(?:sign up (?:to|for|here)|subscribe (?:to|now|here|today|for)|get (?:our|the) .{0,60}(?:newsletter|briefing|inbox)|join our (?:newsletter|mailing)|.{0,80}(?:delivered |straight )?(?:to|in) your inbox)",
        r"\b(?:sign up (?:to|for) (?:our|the|my) .{0,60}(?:newsletter|briefing|alerts|email)|subscribe to (?:our|the) .{0,40}(?:newsletter|channel|podcast)|by (?:entering|providing|submitting|signing up).{0,80}(?:terms|privacy|agree)|you can unsubscribe)",
        r"(?:newsletter|rundbrief)\W{0,20}(?:abonnieren|anmelden|bestellen)|(?:abonnieren|bestellen) sie (?:unseren|den|jetzt|hier)|hier (?:kostenlos )?(?:anmelden|abonnieren)|jetzt abonnieren",
        r"(?:abonnez-vous|inscrivez-vous|recevez (?:chaque|notre|toute)|s['’]abonner|je m['’]abonne)",
        r"(?:suscríb(?:ete|ase)|assine (?:a|nossa|já)|inscreva-se|iscriviti|abbonati|prenumerera|zapisz się|abone ol|подпи(?:сывайтесь|шитесь|саться))",
        r"(?:订阅(?:我们|本|电子)|訂閱(?:我們|本|電子報)|电子报|電子報|免費訂閱|免费订阅|邮件订阅|メルマガ|ニュースレター.{0,20}(?:登録|購読)|購読(?:はこちら|する|申し込み)|会員登録|뉴스레터.{0,20}(?:구독|신청)|구독(?:하기|신청))",
        r"(?:اشترك (?:في|الآن|معنا)|النشرة (?:البريدية|الإخبارية)|اشتركوا)",
        longest=260,
    ),
    _rule(
        "share",
        r"^(?:share(?: (?:this|on|via|article|story|the|with))?|tweet(?: this)?|copy link|email(?: this)?|print(?: this)?|save|comments?|follow us|like us|gift this article|facebook|twitter|whatsapp|linkedin|telegram|pinterest|reddit|x|instagram|messenger|line|weibo)"
        r"(?:\W+(?:share|tweet|this|on|via|email|print|copy|link|save|facebook|twitter|whatsapp|linkedin|telegram|pinterest|reddit|x|instagram|messenger|line|pocket|flipboard|story|article|post|page|gift|your|favou?rite|networks?|social|media|with|friends|and|@\w+))*\W*$",
        r"^(?:follow (?:us|me|[\w .]{2,40}) (?:on|@|at)|follow us\b.{0,60}$|connect with us|find us on|join the (?:conversation|discussion))",
        r"^(?:teilen|artikel teilen|diesen artikel|auf \w+ teilen|per (?:e-?mail|whatsapp)|folgen sie uns|drucken|merken)(?:\W.{0,80})?$",
        r"^(?:partager|partagez|partage[rz]? (?:cet|sur)|suivez[- ]nous|imprimer|envoyer par|compartir|compartilhar|compartilhe|condividi|síguenos|siga-nos|seguici|dela|del|udostępnij|paylaş|jaa)(?:\W.{0,80})?$",
        r"^(?:поделиться|поделитесь|рассказать друзьям|мы в (?:telegram|вконтакте|соцсетях)|следите за нами)(?:.{0,80})?$",
        r"^(?:分享(?:到|至|本文|给|給)?|转发(?:到)?|轉發|转载到|收藏|点赞|點讚|打印(?:本页)?|列印|分享(?:微信|微博))(?:[:：\s]|$).{0,60}$|^分享到",
        r"^(?:シェア(?:する)?|ツイート(?:する)?|この記事を(?:シェア|共有|保存|印刷)|共有(?:する)?|印刷(?:する)?|はてなブックマーク|LINEで送る|フォローする|공유(?:하기)?|기사\s?공유|인쇄|스크랩|댓글)(?:\W.{0,40})?$",
        r"^(?:شارك(?:ها)?(?: (?:هذا|هذه|المقال|الخبر|على|عبر).{0,60})?|مشاركة|تابعنا (?:على|عبر).{0,60}|تابعونا.{0,60}|انشر|طباعة)\W*$",
        longest=160,
    ),
    _rule(
        "cookie notice",
        r"\b(?:we|this (?:site|website)|our (?:site|website)).{0,40}\buse[sd]? (?:of )?cookies|accept (?:all )?cookies|cookie (?:policy|settings|preferences|notice|banner)|manage (?:your )?(?:cookies|consent)",
        r"(?:diese|unsere) (?:website|webseite|seite).{0,40}cookies|cookies? (?:zustimmen|akzeptieren)|(?:utilisons|utilise) des cookies|accepter (?:les|tous)|utilizamos cookies|uso de cookies|usiamo (?:i )?cookie|мы используем (?:файлы )?cookie|файлы cookie|使用\s?cookie|cookie\s?を使用|クッキーを(?:使用|利用)|쿠키를 사용|ملفات تعريف الارتباط|الكوكيز",
        longest=500,
    ),
    _rule(
        "contact",
        r"^.{0,80}[\w.+-]{1,40}@[\w-]{1,60}(?:\.[\w-]{2,30})+.{0,60}$",
        r"^(?:contact (?:us|the (?:author|editor|reporter|newsroom))|got a (?:tip|story)|do you (?:know|have) .{0,60}(?:tip|story|more)|send (?:tips|us)|tips\?|(?:tel|phone|telefon|tél|电话|電話|热线|熱線|邮箱|郵箱|e-?mail|mail|kontakt|contacto|contact)\s*[:：])",
        r"(?:新闻|新聞|爆料|报料|报料|投诉|商务|商務|合作|举报|舉報)(?:热线|熱線|电话|電話|邮箱|郵箱|信箱|联系|聯絡|合作)\s*[:：]",
        longest=200,
        tail_only=True,
    ),
    _rule(
        "app promotion",
        r"\b(?:download|get|install|try|open (?:in|with)) (?:the|our|it (?:on|in|from)) .{0,40}\bapp\b|\bapp (?:store|gallery)\b|google play|(?:available|download) on (?:ios|android|the app)|\b(?:in|on) (?:our|the) app\b",
        r"下载.{0,12}(?:客户端|app|应用|軟件)|下載.{0,12}(?:客戶端|app|應用|程式)|打开.{0,10}(?:客户端|app)|打開.{0,10}app|手机(?:客户端|阅读)|客户端(?:阅读|下载)|安装.{0,8}(?:客户端|app)|アプリ(?:を|で|の).{0,12}(?:ダウンロード|インストール|読む|入手)|アプリ(?:なら|版)|앱(?:을|에서)?\s?(?:다운로드|설치|다운)",
        r"(?:laden sie|jetzt) .{0,30}\bapp\b.{0,30}(?:herunter|laden)|(?:unsere|die) .{0,20}-?app\b.{0,40}(?:herunterladen|laden|installieren)|télécharge[rz] .{0,30}(?:application|appli)|notre application|descarga.{0,20}(?:app|aplicación)|baixe .{0,20}(?:app|aplicativo)|scarica .{0,20}app|скача(?:йте|ть).{0,30}приложени|установите.{0,30}приложени|(?:наше|мобильное) приложени|حمّل .{0,20}تطبيق|تحميل .{0,20}تطبيق|حمل.{0,10}تطبيق|تطبيقنا",
    ),
    _rule(
        "promotion",
        r"^introducing (?:the|our)\b|^explore (?:this year|the (?:full|complete|new)|our)\b|\bstart your (?:free )?(?:trial|subscription)\b|^become a (?:member|subscriber|supporter)|\bsupport (?:our|independent|quality) journalism|^(?:buy|order|pre-?order|reserve) (?:your|the|tickets|now)|^(?:register|apply|book|nominate|vote|enter) (?:now|here|today)\b|\bis now available (?:as|in|on|for|at)\b|^join (?:us|the|our|more than)\b|^(?:don['’]t miss|special offer|limited[- ]time)|\bsubscribe (?:today|now|for (?:just|only|as little))|^unlock\b|^get (?:unlimited|full|exclusive) access|^(?:help|support) us\b|^donate\b|^our journalism\b|^listen to (?:our|the latest).{0,60}podcast|^tune in\b|^save \d+%|\b\d+% off\b|for (?:just |only )?[£$€]\d+ (?:a|per) (?:week|month|year)",
        r"扫描?(?:下方|右侧|左侧|上方|以下)?(?:的)?(?:二维码|二維碼)|(?:掃描|掃瞄)(?:下方|右側|以下)?.{0,4}(?:二維碼|QR)|扫码|掃碼|关注.{0,20}(?:公众号|视频号|微博|微信|我们)|關注.{0,20}(?:公眾號|微博|專頁|我們)|追蹤.{0,16}(?:專頁|頻道|IG|帳號)|长按识别|識別二維碼|欢迎关注|歡迎(?:關注|訂閱|追蹤|加入)|点击.{0,10}(?:订阅|购买|关注|加入|报名)|點擊.{0,10}(?:訂閱|購買|關注|加入|報名)|立即(?:订阅|购买|加入|报名|訂閱|購買|報名|下载|下載)|限时(?:优惠|特价)|限時(?:優惠|特價)|更多精彩(?:内容|內容|资讯|視頻)?|加入(?:我们|我們|会员|會員|群)|成为会员|成為會員|赞助我们|贊助我們|支持我们|支持我們",
        r"^(?:jetzt|hier) .{0,40}(?:testen|bestellen|sichern|kaufen|lesen|abonnement)|(?:probeabo|probemonat|gratis testen|kostenlos testen|digitalabo|e-?paper)|^(?:werden|unterstützen) sie|^(?:découvrez|profitez|soutenez|commandez|rejoignez|offrez|retrouvez)\b|essai gratuit|offre (?:spéciale|d['’]abonnement)|^(?:descubre|únete|apoya|conheça|apoie|scopri|sostieni)\b|^(?:оформите|поддержите|присоединяйтесь|закажите|купите|вступайте)\b|бесплатн\w+ (?:пробн|подписк)|^(?:今すぐ|詳しくはこちら|お申し込み|ご購入|無料(?:体験|で読む|登録))|(?:公式(?:LINE|X|アカウント)|チャンネル登録|友だち追加|フォロー(?:して|を))|(?:지금|바로) (?:구독|신청|구매|가입)|카카오톡|채널\s?(?:추가|구독)|^(?:انضم|ادعم|احصل على|جرب|اكتشف)\b|قناتنا|قناة.{0,20}(?:تلغرام|تليغرام|واتساب)|(?:telegram|whatsapp|viber)[- ]?(?:channel|канал|kanal|canal|チャンネル|頻道|频道)|(?:канал|kanal|chaîne|canal).{0,20}(?:telegram|whatsapp|youtube)",
        longest=280,
        tail_only=True,
    ),
    _rule(
        "credit",
        r"^[(（\[【]?\s*(?:责任编辑|責任編輯|责编|編輯|编辑|校对|校對|审核|值班(?:主任|编辑)|制作|製作|監製|监制|核稿|来源|來源|稿源|采写|摄影|攝影|设计|原标题|原題)\s*[:：/／].{1,80}$",
        r"^[(（\[]?(?:edited|reported|reporting|written|additional reporting|compiled|translated|produced|photos?|photographs?|illustration|text|words|graphics?) (?:and \w+ )?by\b.{1,160}$|^(?:reporting|editing|writing) by .{1,160}$",
        r"^[(（\[]?(?:redaktion|red\.|fotos?|bild(?:er)?|text|mitarbeit|quelle|mit material)\s*[:：].{1,80}$|^[(（]?(?:dpa|afp|ap|apa|reuters|sda|epd|kna)(?:[/,-]\w+){0,4}[)）]?$|^(?:avec|édité par|rédaction|crédits?(?: photo)?|photo)\s*(?:afp|reuters|[:：]).{0,80}$|^(?:редактор|корректор|фото|источник|автор|текст)\s*[:：].{1,80}$|^[(（\[]?(?:文|撮影|写真|聞き手|編集|執筆|取材|構成)\s*[:：=／/].{1,60}$|^(?:تحرير|المصدر|تصوير|إعداد)\s*[:：].{1,80}$|^(?:기자|사진|편집|글)\s*[=:：].{1,60}$",
        longest=180,
    ),
    _rule(
        "notice",
        r"^(?:©|\(c\)|copyright\b|all rights reserved)|all rights reserved\W*$|(?:版权所有|版權所有|未经授权|未經授權|不得转载|不得轉載|禁止转载|转载请注明|轉載請註明|转载须|本网站所有|免责声明|免責聲明)|(?:無断転載|転載を禁|無断複製)|(?:무단\s?전재|재배포\s?금지)|alle rechte vorbehalten|tous droits réservés|todos los derechos|все права защищены|جميع الحقوق محفوظة|^(?:this (?:article|story|report) (?:was|is|has been) (?:originally |first )?(?:published|updated|corrected|amended|translated)|correction[:：]|editor['’]s note[:：]|disclaimer[:：])|(?:本文|文章)(?:仅|僅|只)代表|(?:machine|automatically) translated",
        longest=320,
        tail_only=True,
    ),
)
CAPTION: Final = re.compile(
    r"^(?:photo|image|picture|foto|bild|photograph|file photo|caption|图|圖|图为|圖為|资料图|資料圖|写真|사진|фото|صورة)\s*[:：|/／]|"
    r"(?:photo(?:graph)?|image|picture|foto|credit|фото)\s*[:：]\s*[^.]{2,60}$|[(（](?:photo|foto|bild|image|摄|攝|写真|사진|фото)[^()（）]{0,50}[)）]$|(?:摄|攝)$|(?:資料圖片|资料图片|图片来源|圖片來源)",
    re.IGNORECASE,
)
HINTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("cookie notice", re.compile(r"cookie|consent|gdpr|cmp-")),
    ("advertising", re.compile(r"(?:^|[\s_-])(?:ads?|advert\w*|sponsor\w*|banner-?ad|adslot|ad[_-]\w+|dfp|anzeige|werbung|\w*_ad)(?:[\s_-]|$)")),
    ("subscribe", re.compile(r"newsletter|subscri|signup|sign-up|paywall|abo-?box|piano")),
    ("app promotion", re.compile(r"app-?(?:promo|download|banner|box)|smart-?banner")),
    ("share", re.compile(r"(?:^|[\s_-])(?:share|sharing|social|bdshare\w*|follow|sns)(?:[\s_-]|$)")),
    ("related", re.compile(r"relat|recommend|more-?(?:on|from|stories)|read-?(?:more|next|also)|most-?read|popular|trending|teaser|see-?also|outbrain|taboola|inline-?link|neighbou?r|also-?read")),
    ("tags", re.compile(r"(?:^|[\s_-])(?:tags?|keywords?|topics?|tag-?(?:list|box|cloud)|topic-?(?:pills|list)|schlagwort\w*)(?:[\s_-]|$)")),
    ("comments", re.compile(r"(?:^|[\s_-])(?:comments?|disqus|kommentar\w*|respond)(?:[\s_-]|$)")),
    ("promotion", re.compile(r"promo|(?:^|[\s_-])(?:cta|donat\w*|membership|callout|upsell|house-?ad|marketing)(?:[\s_-]|$)")),
    ("byline", re.compile(r"byline|(?:^|[\s_-])(?:author\w*|writer|dateline|meta|timestamp|pub-?(?:date|time)|publish\w*|article-?info|sou|source)(?:[\s_-]|$)")),
    ("caption", re.compile(r"caption|(?:^|[\s_-])(?:credit|image-?credit|photo-?credit)(?:[\s_-]|$)")),
    ("navigation", re.compile(r"(?:^|[\s_-])(?:nav|navigation|menu|breadcrumbs?|crumbs?|pagination|pager|footer|header|toolbar|sidebar|rail|toc|fontsize|skip\w*|path)(?:[\s_-]|$)")),
)  # fmt: skip
TAIL_REASONS: Final = frozenset(
    {"promotion", "app promotion", "contact", "subscribe", "share", "related", "notice", "credit"}
)
