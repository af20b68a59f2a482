"""Who answers each old host: guessed from its shape, explained in a sentence, and what can work then."""

from __future__ import annotations

import pytest

from migrator.model import HostAnswer
from migrator.profiles import load_profile
from migrator.rekey.hosts import SENTENCES, guess_answer, question

BLOGGER = load_profile("blogger")


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("name.blogspot.com", "platform"),
        ("name.blogspot.co.uk", "platform"),
        ("www.name.blogspot.example", "platform"),
        ("blog.example", "repointed-domain"),
        ("new.example", "same-domain"),
        ("WWW.new.example.", "same-domain"),
    ],
)
def test_a_hosts_shape_tells_who_answers(host, answer):
    assert guess_answer(host, "https://new.example", BLOGGER) == answer


def test_every_answer_has_its_sentence_and_the_question_names_host_and_guess():
    assert set(SENTENCES) == set(HostAnswer)
    asked = question("x.blogspot.com", HostAnswer.PLATFORM)
    assert "x.blogspot.com" in asked
    assert "nobody can set redirects" in asked
