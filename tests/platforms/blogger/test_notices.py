"""A notice that the blog has moved never becomes content, and a post about moving never stops being one."""

from __future__ import annotations

import pytest
from platforms.blogger.reading import body_of, page, post_page, read, records

from migrator.model import PageVerdict, RecordKind

POST = "<p>Rain on a tin roof is the best of radios, and it needs no licence at all.</p>"
NOTICES = {
    "en": 'This blog has moved to a new domain: <a href="https://new.example/">new.example</a>.',
    "en, other words": 'Please update your bookmarks: my site is now located at <a href="https://new.example/x">my new home</a>.',
    "es": 'Este blog se ha mudado a <a href="https://new.example/">una nueva dirección</a>. Gracias por su visita.',
    "de": 'Dieser Blog ist umgezogen: <a href="https://new.example/">new.example</a>. Bitte die Lesezeichen anpassen.',
    "fr": 'Ce blog a déménagé à une nouvelle adresse : <a href="https://new.example/">new.example</a>',
    "it": 'Il blog si è trasferito su <a href="https://new.example/">new.example</a>',
    "pt": 'O blog mudou de endereço: <a href="https://new.example/">new.example</a>',
    "nl": 'Dit weblog is verhuisd naar <a href="https://new.example/">new.example</a>',
    "sv": 'Bloggen har flyttat till <a href="https://new.example/">new.example</a>',
    "pl": 'Blog został przeniesiony na nowy adres: <a href="https://new.example/">new.example</a>',
    "ru": 'Блог переехал на новый адрес: <a href="https://new.example/">new.example</a>',
    "ja": 'このブログは移転しました。新しいアドレスは<a href="https://new.example/">こちら</a>です。',
    "tr": 'Blog yeni adresine taşındı: <a href="https://new.example/">new.example</a>',
}
REAL_POSTS = {
    "moving soon": "<p>We are moving house on Friday, and this blog with it. The new address will be painted on the gate by"
    " Sunday, if the paint dries, which at this time of year it does not.</p>",
    "a long farewell": '<p>This blog has moved to <a href="https://new.example/">new.example</a>.</p><p>Before I lock the door, let me'
    " tell you about the roof. My grandfather nailed it up in the spring of the flood, with nails he had straightened"
    " himself, and he told everyone who asked that it would outlast the church. It did. The church burned down in the"
    " summer of the war, and people came to stand under our tin to watch. I was four years old, and I thought the noise"
    " was applause.</p><p>Nobody has ever explained rain to me better than that roof did.</p>",
    "a link elsewhere": '<p>The baker has moved to <a href="https://baker.example/">the corner shop</a>, and the queue with him.</p>',
}


@pytest.mark.parametrize("notice", NOTICES.values(), ids=list(NOTICES))
@pytest.mark.parametrize(
    "box", ["<div style='border:1px solid'>{}</div>", "<p><strong>{}</strong></p>", "<center>{}</center>"]
)
@pytest.mark.parametrize("last", [False, True])
def test_a_notice_at_an_end_of_the_body_is_left_out(notice, box, last):
    boxed = box.format(notice)
    reading = read(post_page(POST + boxed if last else boxed + POST))
    assert (reading.kind, body_of(reading)) == (PageVerdict.POST, POST)


@pytest.mark.parametrize("notice", NOTICES.values(), ids=list(NOTICES))
def test_a_notice_around_the_post_is_left_out(notice):
    reading = read(post_page(POST, before=f"<p>{notice}</p>", after=f"<div>{notice}</div>"))
    assert body_of(reading) == POST


@pytest.mark.parametrize("notice", NOTICES.values(), ids=list(NOTICES))
def test_a_page_with_nothing_but_a_notice_is_a_stub(notice):
    reading = read(post_page(f"<p>{notice}</p>"))
    (record,) = records(reading, RecordKind.POST)
    assert (reading.kind, record.fields["kind"]) == (PageVerdict.STUB, "stub")
    assert "body_html" not in record.fields


def test_a_template_with_nothing_but_a_notice_is_a_stub():
    bare = page("<html><head><meta content='blogger' name='generator'/></head><body><h1>This blog has moved</h1>"
                '<p>It is now at <a href="https://new.example/">new.example</a>.</p></body></html>', "/")  # fmt: skip
    assert read(bare).kind is PageVerdict.STUB


@pytest.mark.parametrize("body", REAL_POSTS.values(), ids=list(REAL_POSTS))
def test_a_post_about_moving_keeps_every_word(body):
    reading = read(post_page(body, title="Moving"))
    assert (reading.kind, body_of(reading)) == (PageVerdict.POST, body)


def test_a_post_titled_as_moved_keeps_its_announcement():
    body = f"<p>{NOTICES['en']}</p>" + REAL_POSTS["moving soon"] * 3
    assert body_of(read(post_page(body, title="We have moved"))) == body


def test_a_notice_that_points_to_the_blog_itself_is_content():
    inside = '<p>The blog has moved its index to <a href="http://tin.example/p/index.html">this page</a>.</p>'
    assert body_of(read(post_page(inside + POST))) == inside + POST
