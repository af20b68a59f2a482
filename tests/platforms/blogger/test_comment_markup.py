"""Themes write comments in markup of their own; name, date and text are told apart by what they are."""

from __future__ import annotations

import pytest

from migrator.stages.inspect import inspect_page

URL = "http://gadgetgrove.blogspot.example/2015/05/knob.html"
PEOPLE = ["<a href='http://tam.example/' rel='nofollow'>Tam Reed</a>", "Old Crow"]
STAMPS = ["May 31, 2015 at 8:05 AM", "June 1, 2015 at 9:10 PM"]
TEXTS = ["Which way?", "Both, he said."]
DELETE = "http://www.blogger.com/delete-comment.g?blogID=1&postID={id}"

MARKUP = {
    "list with cite": "<li id='c{id}'><cite>{name}</cite> says: <small><a href='{link}'>{date}</a></small><p>{text}</p></li>",
    "boxes": "<div class='comment' id='c{id}'><div class='n'>{name}</div><div class='d'><a href='{link}'>{date}</a></div><div>{text}</div></div>",
    "text first": "<div class='comment' id='c{id}'><div class='t'>{text}</div><div class='by'>{name} | <a href='{link}'>{date}</a></div></div>",
    "article": "<article id='c{id}'><header><b>{name}</b> <time>{date}</time></header><section>{text}</section></article>",
    "table": "<table><tr id='c{id}'><td>{name}<br/><a href='{link}'>{date}</a></td><td>{text}</td></tr></table>",
    "date beside the name": "<dl><dt class='comment-author' id='c{id}'>{name} said on <a href='{link}'>{date}</a>:</dt><dd><p>{text}</p></dd></dl>",
    "unnamed list": "<dl><dt id='c{id}'>{name} said...</dt><dd><p>{text}</p></dd><dd><a href='{link}'>{date}</a></dd></dl>",
    "numbered": "<dl><dt id='c{id}'><span class='numbering'>{number}</span> {name} said...</dt><dd>{text}</dd><dd><a href='{link}'>{date}</a></dd></dl>",
    "spans": "<div class='cmt' id='c{id}'><span class='who'>{name}</span><span class='when'>{date}</span><blockquote>{text}</blockquote></div>",
    "permalinks only": "<div class='comment'><b>{name}</b><p>{text}</p><a href='{link}'>{date}</a></div>",
    "delete links only": f"<div class='comment'><b>{{name}}</b><p>{{text}}</p><i>{{date}}</i><a href='{DELETE}'>x</a></div>",
    "headings": "<div class='comment' id='c{id}'><img alt='avatar' src='x'/><div><h5>{name}</h5><span>{date}</span><div>{text}</div></div></div>",
    "posted by": "<div class='comment' id='c{id}'><p>{text}</p><p class='postedby'>Posted by {name} on {date}</p></div>",
    "comment by": "<div id='comment-{id}'><p><strong>Comment by {name}</strong> — {date}</p><p>{text}</p></div>",
    "date first": "<div class='comment-item' id='c{id}'><span>{date}</span><h4>{name}</h4><div class='comment-text'>{text}</div></div>",
}


@pytest.mark.parametrize("markup", MARKUP.values(), ids=list(MARKUP))
def test_a_comment_is_read_in_whatever_markup_a_theme_gives_it(markup: str) -> None:
    shown = "".join(
        markup.format(id=ident, number=number, name=name, date=date, text=text, link=f"{URL}#c{ident}")
        for number, (name, date, text) in enumerate(zip(PEOPLE, STAMPS, TEXTS, strict=True), 1)
        for ident in [f"48151623420000{number}"]
    )
    page = f"""<html><head><title>Gadget Grove: Knob</title><meta content='blogger' name='generator'/></head><body>
<div class='blog-posts hfeed'><h2 class='date-header'>Saturday, May 30, 2015</h2><div class='post hentry'>
<h3 class='post-title entry-title'>Knob</h3><div class='post-body entry-content'><p>Body words in a row here.</p></div></div>
<div id='comments' class='comments'><h4>2 comments:</h4>{shown}</div></div></body></html>"""

    comments = inspect_page(page.encode(), URL, "text/html; charset=UTF-8")["comments"]

    assert [(c["id"], c["author"], c["published"], c["text"]) for c in comments] == [
        ("481516234200001", "Tam Reed", "2015-05-31T08:05:00", "Which way?"),
        ("481516234200002", "Old Crow", "2015-06-01T21:10:00", "Both, he said."),
    ]


def test_a_page_that_states_an_absurd_number_of_comments_states_none() -> None:
    page = f"""<html><head><meta content='blogger' name='generator'/></head><body><div class='post hentry'>
<div class='post-body entry-content'><p>Body.</p></div></div><div id='comments'><h4>{"9" * 5000} comments</h4></div></body></html>"""

    assert inspect_page(page.encode(), URL, "text/html; charset=UTF-8")["comments_stated"] is None
