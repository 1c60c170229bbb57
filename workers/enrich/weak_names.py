"""Words that are written like names or terms and say nothing of a subject: calendar, nationality, office, unit."""

from functools import lru_cache
from typing import Final

from search.text import fold, stop_words

_CALENDAR: Final = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january february
march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
spring summer autumn winter christmas easter today yesterday tomorrow montag dienstag mittwoch donnerstag freitag
samstag sonnabend sonntag januar februar marz mai juni juli oktober dezember janner lundi mardi mercredi jeudi
vendredi samedi dimanche janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre lunes martes
miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
diciembre lunedi martedi mercoledi giovedi venerdi sabato domenica gennaio febbraio aprile maggio giugno luglio
settembre ottobre dicembre janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro senin selasa
rabu kamis jumat sabtu minggu januari februari maret agustus desember pazartesi sali carsamba persembe cuma cumartesi
pazar ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik понедельник вторник среда четверг
пятница суббота воскресенье январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь января
февраля марта апреля мая июня июля августа сентября октября ноября декабря
"""
_NATIONALITIES: Final = """
american americans british briton britons english french german germans russian russians chinese japanese european
europeans african africans asian asians indian indians canadian canadians australian australians italian italians
spanish dutch swedish norwegian danish finnish polish ukrainian ukrainians iranian iranians israeli israelis
palestinian palestinians arab arabs turkish greek korean koreans mexican mexicans brazilian nigerian nigerians irish
scottish welsh western eastern northern southern muslim muslims christian christians jewish jews republicans democrats
democrat republican democratic americanos
"""
_OFFICES: Final = """
president presidente prasident minister senator governor mayor mr mrs ms miss dr prof professor sir lord lady captain
chairman chairwoman director chief secretary general vice prime deputy judge justice officer sheriff sergeant
lieutenant detective inspector speaker congressman congresswoman rep sen gov gen coach defendant plaintiff state
government senate house court police ambassador frenchman spokesman spokeswoman founder actor actress singer prezydent
committee commission council company university department ministry estado gobierno gouvernement regierung
bundesregierung ceo cfo cto editor photo image video getty reuters read more click here advertisement copyright source
sources news update live breaking story world country city north south east west i’m i’ll i’ve i’d it’s don’t we’re
you’re that’s let’s what’s there’s yes ok okay pm am gmt utc est edt pst bst cet http https www com covid god
"""
_HAN: Final = """
公司 企业 企業 市场 市場 问题 問題 工作 情况 情況 发展 發展 世界 社会 社會 国家 國家 政府 地区 地區 人员 人員 专家
專家 研究 数据 數據 项目 項目 记者 記者 新闻 新聞 消息 时间 時間 凌晨 上午 下午 早上 晚上 星期 周末 週末 当地 當地
高兴 限制 部分 方面 第一 活动 活動 成绩 成績 学生 學生 孩子 朋友 生活 产品 產品 技术 技術 系统 系統 服务 服務 管理
建设 建設 经济 經濟 团队 團隊 使用 开始 開始 结果 結果 影响 影響 提供 增加 要求 支持 参加 參加 人们 人們 大家 东西
東西 地方 事情 办法 辦法 方法 方式 主要 重要 特别 特別 完全 确实 確實 责任编辑 编辑 編輯 来源 來源 作者 图片 圖片 网友
網友 分钟 分鐘 小时 小時 今年 去年 明年 日本人 中国人 会議 午前 午後 関係者 時点 以上 以下 以外 平方米 世纪 世紀 建议
建議 利益 投资者 大学 大學 教授 主席 委员 委員 大学生
以来 代表 提出 场合 場合 必要 現地 参加者 住民 乗客 価格 監督 男性 女性
自分 今回 前回 最初 最後 同日 同年 目標 全国 全员 全員 工場 設備 设备
"""
_KATAKANA: Final = """
メートル キロ キログラム グラム センチ ミリ トン パーセント ドル ユーロ ポンド ポイント リットル ヘクタール センター
メーカー トップ スタッフ グループ システム サービス チーム シーズン プロジェクト インターネット ニュース サイト ページ
メンバー ケース レベル タイプ データ コメント メール ホーム イベント スタート オープン テーマ ルール リーグ ビジネス
"""
_OPENERS: Final = """
although though while since despite unlike enter meet meanwhile according asked besides whether amid among across
along former taking making giving speaking calling citing adding using following including even until unless instead
perhaps nearly almost still again once twice inside outside near beyond beneath behind within without throughout
"""
OPENERS: Final[frozenset[str]] = frozenset(_OPENERS.split())
OFFICES: Final[frozenset[str]] = frozenset(_OFFICES.split())
_WEAK: Final = frozenset(
    {*_CALENDAR.split(), *_NATIONALITIES.split(), *_OFFICES.split(), *_HAN.split(), *_KATAKANA.split()}
)


@lru_cache(maxsize=20_000)
def is_weak(word: str, language: str) -> bool:
    """Return whether a single word, in whatever case, is no name or term by itself."""
    lowered = word.casefold().replace("'", "’")
    folded = fold(word)
    return not _WEAK.isdisjoint((lowered, folded)) or folded in stop_words(language) or folded in stop_words("en")
