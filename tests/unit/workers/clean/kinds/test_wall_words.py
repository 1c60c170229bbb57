"""What the words of a short page speak for."""

import pytest

from workers.clean.kinds.wall_words import REPORT, chances_of, odds_of, spoken_for, words_in


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Prove you are human", "Checking your browser before you go on. Please enable JavaScript.", "BotWall"),
        ("Sayfa yok", "Aradığınız sayfa bulunamadı veya kaldırıldı.", "ErrorPage"),
        ("", "您访问的文章已被删除或不存在", "ErrorPage"),
        ("Wir sind gleich zurück", "Die Website wird gerade gewartet. Bitte später erneut versuchen.", "SiteFailure"),
        ("", "Abonnez-vous pour lire la suite de cet article réservé aux abonnés.", "PaywallTeaser"),
        ("", "Usamos cookies e precisamos do seu consentimento. Aceitar todos. Rejeitar.", "ConsentWall"),
        ("ログイン", "メールアドレスとパスワードを入力してください。", "LoginWall"),
        ("Storm closes ferry port", "Crossings were cancelled on Friday after winds reached 90 km/h.", REPORT),
        ("Court fines shop over cookies", "Judges said on Monday that the shop had asked nobody.", REPORT),
    ],
)
def test_a_few_words_tell_what_a_page_says(title: str, text: str, kind: str) -> None:
    chances = chances_of(odds_of(words_in(title, text)))

    assert max(chances, key=lambda name: chances[name]) == kind


def test_the_line_that_says_it_most_counts_beside_all_others() -> None:
    lines = ["The town has two bridges.", "One of them is old.", "Subscribe to read the remaining 80% of this article."]

    found = dict(spoken_for("Two bridges", ["Two bridges"], lines))

    assert found["PaywallTeaser: a line's words"] > found["PaywallTeaser: words' chance"]


def test_a_page_without_words_speaks_for_nothing() -> None:
    assert list(spoken_for("", [], [])) == []
