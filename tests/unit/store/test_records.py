"""What merged fields become as typed nouns."""

from __future__ import annotations

from migrator.store.records import comment_of


def test_the_subject_line_of_a_comment_stands_before_its_text():
    made = comment_of(
        "1", {"post": "http://old.example/1.html", "subject": "Re: <tea>", "html": "<p>Pot first.</p>"}
    )
    assert made.html == "<p><b>Re: &lt;tea&gt;</b></p><p>Pot first.</p>"


def test_a_comment_without_a_subject_keeps_its_text():
    assert comment_of("1", {"html": "<p>Pot first.</p>"}).html == "<p>Pot first.</p>"
