"""The words Blogger prints around dates, authors and commenters, in the languages of its settings page."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.stages.inspect import inspect_page

URL = "http://kitchengarden.blogspot.example/2009/05/beans-and-poles.html"
BODY = "The beans have found the poles, and the poles have not complained."


def read(header: str = "", **parts: str) -> dict[str, Any]:
    """Read a page of Blogger's own markup with the given line, byline, stamp, comments or body in it."""
    line, byline, stamp = (parts.get(name, "") for name in ("line", "byline", "stamp"))
    page = f"""<html><head><title>Kitchen Garden: Beans and poles</title>
<meta content='blogger' name='generator'/></head><body><div id='main'><div class='blog-posts hfeed'>
<h2 class='date-header'>{header}</h2>
<div class='post hentry uncustomized-post-template'><a name='4815162342000000001'></a>
<h3 class='post-title entry-title'><a href='{URL}'>Beans and poles</a></h3>
<div class='post-meta'>{line}</div><div class='post-body entry-content'>{parts.get("body", BODY)}<div style='clear: both;'></div></div>
<div class='post-footer'><div class='post-footer-line post-footer-line-1'>
<span class='post-author vcard'>{byline}</span> <span class='post-timestamp'>{stamp}</span>
</div></div></div>
<div class='comments' id='comments'><a name='comments'></a><h4>2 comments:</h4>
<dl id='comments-block'>{parts.get("comments", "")}</dl></div></div></div></body></html>"""
    return inspect_page(page.encode(), URL, "text/html; charset=UTF-8")


HEADERS = [
    "Thursday, May 14, 2009",
    "Thursday, 14 May 2009",
    "Thu, 14 May 2009",
    "May 14, 2009",
    "14 May, 2009",
    "5/14/2009",
    "5.14.2009",
    "14/05/2009",
    "14.5.09",
    "2009/05/14",
    "2009-05-14",
    "20090514",
    "jueves, mayo 14, 2009",
    "jueves 14 de mayo de 2009",
    "jeudi, mai 14, 2009",
    "jeudi 14 mai 2009",
    "giovedì, maggio 14, 2009",
    "Donnerstag, Mai 14, 2009",
    "Donnerstag, 14. Mai 2009",
    "quinta-feira, 14 de maio de 2009",
    "Quinta-feira, Maio 14, 2009",
    "donderdag, mei 14, 2009",
    "donderdag 14 mei 2009",
    "torsdag, maj 14, 2009",
    "torsdag 14. mai 2009",
    "torstai, toukokuuta 14, 2009",
    "четверг, мая 14, 2009",
    "четверг, 14 мая 2009 г.",
    "четвер, 14 травня 2009 р.",
    "четвъртък, 14 май 2009 г.",
    "четвртак, 14. мај 2009.",
    "četvrtak, 14. maj 2009.",
    "četvrtak, 14. svibnja 2009.",
    "četrtek, 14. maj 2009",
    "štvrtok 14. mája 2009",
    "czwartek, maja 14, 2009",
    "czwartek, 14 maja 2009",
    "csütörtök, május 14, 2009",
    "Perşembe, Mayıs 14, 2009",
    "Πέμπτη, Μαΐου 14, 2009",
    "Πέμπτη, 14 Μαΐου 2009",
    "joi, mai 14, 2009",
    "xoves, 14 de maio de 2009",
    "dijous, 14 de maig de 2009",
    "osteguna, maiatza 14, 2009",
    "2009 m. gegužės 14 d., ketvirtadienis",
    "ceturtdiena, 2009. gada 14. maijs",
    "neljapäev, 14. mai 2009",
    "fimmtudagur, 14. maí 2009",
    "Khamis, 14 Mei 2009",
    "Kamis, Mei 14, 2009",
    "Huwebes, Mayo 14, 2009",
    "Thứ Năm, tháng 5 14, 2009",
    "Thứ năm, ngày 14 tháng năm năm 2009",
    "วันพฤหัสบดี, พฤษภาคม 14, 2552",
    "वृहस्पतिवार, 14 मई 2009",
    "गुरुवार, १४ मई २००९",
    "வியாழன், 14 மே, 2009",
    "বৃহস্পতিবার, ১৪ মে, ২০০৯",
    "الخميس, مايو 14, 2009",
    "الخميس، ١٤ مايو، ٢٠٠٩",
    "יום חמישי, מאי 14, 2009",
    "星期四, 五月 14, 2009",
    "2009年5月14日",
    "2009年5月14日 星期四",
    "木曜日, 5月 14, 2009",
    "목요일, 5월 14, 2009",
]


@pytest.mark.parametrize("header", HEADERS)
def test_the_day_above_a_post_is_read_in_every_language(header: str) -> None:
    assert (read(header, byline="<span class='fn'>Ida</span>")["published"] or "")[:10] == "2009-05-14"


@pytest.mark.parametrize("header", ["Thursday", "May 2009", "Mayo", "Beans", "&nbsp;"])
def test_a_header_without_a_day_gives_no_day(header: str) -> None:
    assert (read(header)["published"] or "2009-05") == "2009-05"


STAMPS = [
    ("at <a class='timestamp-link' href='#'>6:05 PM</a>", "18:05"),
    ("at <a class='timestamp-link' href='#'>18:05</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>18:05:00</a>", "18:05"),
    ("klo <a class='timestamp-link' href='#'>18.05</a>", "18:05"),
    ("kl. <a class='timestamp-link' href='#'>18.05</a>", "18:05"),
    ("a las <a class='timestamp-link' href='#'>6:05 p.m.</a>", "18:05"),
    ("a las <a class='timestamp-link' href='#'>6:05&#160;p.&#160;m.</a>", "18:05"),
    ("στις <a class='timestamp-link' href='#'>6:05 μ.μ.</a>", "18:05"),
    ("في <a class='timestamp-link' href='#'>6:05 م</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>下午6:05</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>下午 06:05</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>午後6:05</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>오후 6:05</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>6:05 CH</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>6:05 μμ</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>6:05 ΜΜ</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>6:05 du.</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>6:05 ÖS</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>12:05 AM</a>", "00:05"),
    ("<a class='timestamp-link' href='#'>12:05 PM</a>", "12:05"),
    ("<a class='timestamp-link' href='#'>5/14/2009 06:05:00 PM</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>14.5.09, 18:05</a>", "18:05"),
    ("<a class='timestamp-link' href='#'>Thursday, May 14, 2009 6:05:00 PM</a>", "18:05"),
    (
        "<a class='timestamp-link' href='#'><abbr class='published' title='2009-05-14T18:05:00.000-04:00'>6:05</abbr></a>",
        "18:05",
    ),
    (
        "<a class='timestamp-link' href='#'><abbr class='published' title='2009-05-14T18:05:00-04:00'>vor 3 Jahren</abbr></a>",
        "18:05",
    ),
]


@pytest.mark.parametrize(("stamp", "clock"), STAMPS)
def test_the_time_below_a_post_is_read_in_every_language(stamp: str, clock: str) -> None:
    said = read("Thursday, May 14, 2009", byline="<span class='fn'>Ida</span>", stamp=stamp)

    assert (said["published"] or "")[:16] == f"2009-05-14T{clock}"


BYLINES = [
    "Posted by <span class='fn'>Ida Bloom</span>",
    "Posted by Ida Bloom",
    "By Ida Bloom",
    "written by Ida Bloom",
    "Publicado por Ida Bloom",
    "Publicadas por Ida Bloom",
    "Escrito por Ida Bloom",
    "Lo dijo Ida Bloom",
    "Eingestellt von Ida Bloom",
    "Gepostet von Ida Bloom",
    "Erstellt von Ida Bloom",
    "Publié par Ida Bloom",
    "Envoyé par Ida Bloom",
    "Pubblicato da Ida Bloom",
    "Scritto da Ida Bloom",
    "Postado por Ida Bloom",
    "Postada por Ida Bloom",
    "Gepost door Ida Bloom",
    "Geplaatst door Ida Bloom",
    "Autor: Ida Bloom",
    "Vystavil Ida Bloom",
    "Zveřejnil(a) Ida Bloom",
    "Автор: Ida Bloom",
    "Автор Ida Bloom",
    "Опубліковано Ida Bloom",
    "Публикувано от Ida Bloom",
    "Објавио Ida Bloom",
    "Objavio/la Ida Bloom",
    "Objavil/a Ida Bloom",
    "Gönderen Ida Bloom",
    "Αναρτήθηκε από Ida Bloom",
    "Bejegyezte: Ida Bloom",
    "Lähettänyt Ida Bloom",
    "Upplagd av Ida Bloom",
    "Indsendt af Ida Bloom",
    "Lagt inn av Ida Bloom",
    "Publicat per Ida Bloom",
    "Publicat de Ida Bloom",
    "Diposting oleh Ida Bloom",
    "Dicatat oleh Ida Bloom",
    "Người đăng: Ida Bloom",
    "Được đăng bởi Ida Bloom",
    "เขียนโดย Ida Bloom",
    "投稿者 Ida Bloom",
    "投稿者: Ida Bloom",
    "張貼者： Ida Bloom",
    "發表者 Ida Bloom",
    "发帖者 Ida Bloom",
    "작성자: Ida Bloom",
    "مرسلة بواسطة Ida Bloom",
    "פורסם על ידי Ida Bloom",
    "ارسال شده توسط Ida Bloom",
    "प्रस्तुतकर्ता Ida Bloom",
    "Parašė Ida Bloom",
    "Postitas Ida Bloom",
    "Autors: Ida Bloom",
    "Ipinaskil ni Ida Bloom",
    "Argitaratzailea: Ida Bloom",
]


@pytest.mark.parametrize("byline", BYLINES)
def test_the_author_is_the_name_without_its_caption(byline: str) -> None:
    assert read("Thursday, May 14, 2009", byline=byline)["author"] == "Ida Bloom"


META_LINES = [
    ("Published: May 14, 2009", None, "2009-05-14"),
    ("Views: 1,204", None, None),
    ("Tags: beans, poles", None, None),
    ("Location: Paris", None, None),
    ("Updated: June 1, 2009", None, None),
    ("<span>Last updated:</span> <b>June 1, 2009</b> | Published: May 14, 2009", None, "2009-05-14"),
    ("Date: 14 May 2009", None, "2009-05-14"),
    ("May 14, 2009 / 3 Comments / by Ida Bloom", "Ida Bloom", "2009-05-14"),
    ("by Ida Bloom on May 14, 2009", "Ida Bloom", "2009-05-14"),
    (
        "<i class='fa fa-user'></i> Ida Bloom <i class='fa fa-clock-o'></i> May 14, 2009",
        "Ida Bloom",
        "2009-05-14",
    ),
    ("Posted on Thursday, May 14, 2009 by Ida Bloom", "Ida Bloom", "2009-05-14"),
    ("Written by <a href='/p/about.html'>Ida Bloom</a>", "Ida Bloom", None),
    ("Posted by Ida Bloom On Thursday, May 14, 2009 3 comments", "Ida Bloom", "2009-05-14"),
    ("Posted by Ida Bloom Posted on 10:14 AM with No comments", "Ida Bloom", None),
    ("Autor: Ida Bloom | Data: 14 maja 2009", "Ida Bloom", "2009-05-14"),
    ("Publicado por: Ida Bloom", "Ida Bloom", None),
    ("Oleh Ida Bloom Kamis, 14 Mei 2009", "Ida Bloom", "2009-05-14"),
]


@pytest.mark.parametrize(("line", "author", "published"), META_LINES)
def test_a_line_of_facts_is_taken_apart_by_its_words(
    line: str, author: str | None, published: str | None
) -> None:
    said = read(line=line)

    assert (said["author"], said["published"]) == (author, published)


SAYINGS = [
    "{} said...",
    "{} said…",
    "{} says:",
    "{} dijo...",
    "{} ha dicho...",
    "{} a dit…",
    "{} disse...",
    "{} ha detto...",
    "{} hat gesagt…",
    "{} meinte ...",
    "{} zei...",
    "{} sa...",
    "{} sagde ...",
    "{} kirjoitti...",
    "{} pisze...",
    "{} powiedział(a)...",
    "{} řekl(a)...",
    "{} napsal(a)...",
    "{} povedal(a)...",
    "{} írta...",
    "{} spunea...",
    "{} комментирует...",
    "{} сказал(а)…",
    "{} сказав...",
    "{} каза...",
    "{} је рекао...",
    "{} kaže...",
    "{} είπε...",
    "{} dedi ki...",
    "{} يقول...",
    "{} אמר/ה...",
    "{} אמר...",
    "{} گفت...",
    "{}さんのコメント...",
    "{} さんは書きました...",
    "{} 提到...",
    "{} 說...",
    "{} 说...",
    "{}님의 말...",
    "{} :",
    "{} กล่าวว่า...",
    "{} nói...",
    "{} mengatakan...",
    "{} berkata...",
    "{} ने कहा…",
    "{} ha dit...",
    "{} dixo...",
    "{} esan du...",
    "{} rašė...",
    "{} ütles...",
    "{} teica...",
    "{} sagði...",
    "{} whispered through the hedge:",
]


def comment(number: int, author: str, saying: str, stamp: str) -> str:
    anchor = f"c481516234210000{number:04}"
    return f"""<dt class='comment-author' id='{anchor}'><a name='{anchor}'></a>{saying.format(author)}</dt>
<dd class='comment-body'><p>Poles never do.</p></dd>
<dd class='comment-footer'><span class='comment-timestamp'><a href='#{anchor}'>{stamp}</a></span></dd>"""


@pytest.mark.parametrize("saying", SAYINGS)
def test_a_commenter_is_the_name_without_the_verb(saying: str) -> None:
    linked = "<a href='http://tam.example/' rel='nofollow'>Tam Reed</a>"
    shown = comment(1, linked, saying, "5/15/2009 8:00 AM") + comment(
        2, "Old Crow", saying, "5/15/2009 9:00 AM"
    )

    assert [c["author"] for c in read("Thursday, May 14, 2009", comments=shown)["comments"]] == [
        "Tam Reed",
        "Old Crow",
    ]


COMMENT_STAMPS = [
    ("May 15, 2009 8:20 PM", "2009-05-15T20:20"),
    ("May 15, 2009 at 8:20 PM", "2009-05-15T20:20"),
    ("15 May 2009 at 20:20", "2009-05-15T20:20"),
    ("15 May, 2009 20:20", "2009-05-15T20:20"),
    ("Friday, 15 May, 2009", "2009-05-15"),
    ("Friday, May 15, 2009 8:20:00 PM", "2009-05-15T20:20"),
    ("5/15/2009", "2009-05-15"),
    ("5/15/2009 08:20:00 PM", "2009-05-15T20:20"),
    ("15/5/09 20:20", "2009-05-15T20:20"),
    ("15.5.09, 20:20", "2009-05-15T20:20"),
    ("15-05-09 20:20", "2009-05-15T20:20"),
    ("2009/5/15 20:20", "2009-05-15T20:20"),
    ("2009-05-15 20:20", "2009-05-15T20:20"),
    ("2009年5月15日 20:20", "2009-05-15T20:20"),
    ("2009年5月15日 下午8:20", "2009-05-15T20:20"),
    ("2009年5月15日下午8:20", "2009-05-15T20:20"),
    ("2009년 5월 15일 오후 8:20", "2009-05-15T20:20"),
    ("15 de mayo de 2009, 20:20", "2009-05-15T20:20"),
    ("15 de mayo de 2009 a las 20:20", "2009-05-15T20:20"),
    ("15 de mayo de 2009 8:20 p.m.", "2009-05-15T20:20"),
    ("15 de mayo de 2009, 8:20&#160;p.&#160;m.", "2009-05-15T20:20"),
    ("15 mai 2009 à 20:20", "2009-05-15T20:20"),
    ("15 mai 2009 20:20", "2009-05-15T20:20"),
    ("15. Mai 2009 um 20:20", "2009-05-15T20:20"),
    ("15 maggio 2009 alle ore 20:20", "2009-05-15T20:20"),
    ("15 maggio 2009 20.20", "2009-05-15T20:20"),
    ("15 de maio de 2009 às 20:20", "2009-05-15T20:20"),
    ("15 mei 2009 om 20:20", "2009-05-15T20:20"),
    ("15 maj 2009 kl. 20:20", "2009-05-15T20:20"),
    ("15. maj 2009 kl. 20.20", "2009-05-15T20:20"),
    ("15. mai 2009 kl. 20:20", "2009-05-15T20:20"),
    ("15. toukokuuta 2009 klo 20.20", "2009-05-15T20:20"),
    ("15 maja 2009 20:20", "2009-05-15T20:20"),
    ("15. května 2009 v 20:20", "2009-05-15T20:20"),
    ("15. mája 2009 o 20:20", "2009-05-15T20:20"),
    ("2009. május 15. 20:20", "2009-05-15T20:20"),
    ("15 mai 2009 la 20:20", "2009-05-15T20:20"),
    ("15 мая 2009 г. в 20:20", "2009-05-15T20:20"),
    ("15 травня 2009 р. о 20:20", "2009-05-15T20:20"),
    ("15 май 2009 г. в 20:20 ч.", "2009-05-15T20:20"),
    ("15. мај 2009. 20:20", "2009-05-15T20:20"),
    ("15. svibnja 2009. u 20:20", "2009-05-15T20:20"),
    ("15 Μαΐου 2009 στις 8:20 μ.μ.", "2009-05-15T20:20"),
    ("15 Mayıs 2009 20:20", "2009-05-15T20:20"),
    ("15 מאי 2009 בשעה 20:20", "2009-05-15T20:20"),
    ("15 במאי 2009 בשעה 20:20", "2009-05-15T20:20"),
    ("15 مايو، 2009 8:20 م", "2009-05-15T20:20"),
    ("١٥ مايو ٢٠٠٩ في ٨:٢٠ م", "2009-05-15T20:20"),
    ("15 พฤษภาคม 2552 เวลา 20:20", "2009-05-15T20:20"),
    ("lúc 20:20 15 tháng 5, 2009", "2009-05-15T20:20"),
    ("20:20, 15 tháng 5 2009", "2009-05-15T20:20"),
    ("15 Mei 2009 pukul 20.20", "2009-05-15T20:20"),
    ("15 मई 2009 को 8:20 pm बजे", "2009-05-15T20:20"),
    ("8:20 PM", ""),
    ("12 years ago", ""),
]


@pytest.mark.parametrize(("stamp", "moment"), COMMENT_STAMPS)
def test_a_comments_stamp_is_read_in_every_language(stamp: str, moment: str) -> None:
    [said] = read("Thursday, May 14, 2009", comments=comment(1, "Tam", "{} said...", stamp))["comments"]

    assert (said["published"] or "")[: len(moment) or None] == moment


NOTICES = [
    "This blog has moved to {}.",
    "We have moved! Please visit us at {}",
    "I've moved. Come and see me at {}",
    "My blog is now at {}",
    "This blog is no longer updated here. New posts are at {}.",
    "New blog: {}",
    "Moved to {}",
    "You can find my new blog here: {}. Please update your bookmarks and feeds.",
    "Dieser Blog ist umgezogen: {}",
    "Wir sind umgezogen! Ab sofort findet ihr uns unter {}.",
    "Mein Blog ist umgezogen nach {}. Bitte die Lesezeichen anpassen!",
    "Este blog se ha trasladado a {}",
    "Nos hemos mudado a {}. Actualiza tus marcadores.",
    "Me he mudado: {}",
    "Ce blog a déménagé à l'adresse {}",
    "Nous avons déménagé ! Rendez-vous sur {}",
    "Mon blog a changé d'adresse : {}",
    "Este blog mudou-se para {}",
    "O blog mudou para {}. Espero vocês lá!",
    "Questo blog si è trasferito qui: {}",
    "Ci siamo trasferiti su {}",
    "Deze blog is verhuisd naar {}.",
    "Ik ben verhuisd naar {}",
    "Блог переехал: {}",
    "Мы переехали на {}",
    "Blog przeniesiony na {}",
    "Blog został przeniesiony pod adres {}",
    "Blog se přestěhoval na {}",
    "A blog elköltözött: {}",
    "Bu blog taşındı: {}",
    "Bloggen har flyttat till {}",
    "Bloggen er flyttet til {}",
    "Blogi on muuttanut osoitteeseen {}",
    "Το blog μεταφέρθηκε στο {}",
    "انتقلت المدونة إلى {}",
    "הבלוג עבר לכתובת {}",
    "ブログを移転しました。新しいブログはこちら: {}",
    "部落格已搬家至 {}",
    "博客已搬家，新地址：{}",
    "블로그를 이전했습니다. {}",
    "Blog ini telah pindah ke {}",
    "Blog đã chuyển sang địa chỉ mới {}",
]
NEW_HOME = "<a href='https://beans.example/'>https://beans.example/</a>"


@pytest.mark.parametrize("notice", NOTICES)
def test_a_post_that_only_says_where_the_blog_went_is_a_stub(notice: str) -> None:
    assert read("Thursday, May 14, 2009", body=notice.format(NEW_HOME))["kind"] == "stub"


REAL_POSTS = [
    f"We moved the beans to the south wall. My notes on soil are at {NEW_HOME}.",
    f"New blog post by a friend: {NEW_HOME}. She writes better about slugs than I do.",
    f"The shop has moved to Mill Street. Map: {NEW_HOME}",
    f"My sister has a new blog, with goats: {NEW_HOME}",
    "We have moved! The boxes are in the hall and the cat is in a box.",
    "This blog has moved me to tears more than once, but it was always the weather.",
    f"Photos of the garden show are now at {NEW_HOME}. Thank you all for coming, and for the cake!",
]


@pytest.mark.parametrize("body", REAL_POSTS)
def test_a_short_post_with_a_link_stays_a_post(body: str) -> None:
    assert read("Thursday, May 14, 2009", body=body)["kind"] == "post"
