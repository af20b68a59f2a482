"""Where no template is known, the body is a guess: which element it is, and that the reading says so."""

from __future__ import annotations

from migrator.html import parse_page
from migrator.model import Page, Site
from migrator.platforms._main_content import DENSEST, LOCATED, densest, located, main_element
from migrator.platforms._recipes import ELSEWHERE
from migrator.registry import load

LINES = (
    "The ferry was late again, and nobody on the pier had brought an umbrella.",
    "By noon the rain had settled in as if it paid rent, and we ate our sandwiches under the awning.",
)
PAGE = (
    "<html><body><div id=top><a href=/a>One</a> <a href=/b>Two</a></div><div id=mid><div id=text>"
    f"<p>{LINES[0]}</p><img src=pier.jpg><p>{LINES[1]}</p></div><div id=side>Elsewhere</div></div></body></html>"
).encode()


def _tree():
    return parse_page(PAGE, "")


def test_the_smallest_element_with_all_named_lines_is_the_body():
    assert located(_tree(), LINES).get("id") == "text"


def test_a_few_missing_letters_do_not_widen_the_body():
    assert located(_tree(), (*LINES, "A line of none")).get("id") == "text"


def test_lines_too_short_to_tell_places_apart_locate_nothing():
    assert located(_tree(), ("One", "Two")) is None


def test_the_densest_element_is_the_one_whose_paragraphs_say_most():
    assert densest(_tree(), ELSEWHERE).get("id") == "text"


def test_a_guess_comes_with_a_warning():
    element, warning = main_element(_tree(), ELSEWHERE)
    assert element.get("id") == "text"
    assert warning in {LOCATED, DENSEST}


def test_a_guessed_body_keeps_its_pictures_and_the_reading_says_that_it_is_a_guess():
    page = Page(
        url="http://pier.example/rain",
        final_url="http://pier.example/rain",
        status=200,
        headers={},
        body=PAGE,
    )
    reading = load("platform", "generic").read(
        page, _tree(), Site(base_url="http://pier.example", platform="generic")
    )
    assert 'src="http://pier.example/pier.jpg"' in reading.records[0].fields["body_html"]
    assert [warning for warning in reading.warnings if warning.startswith("No known template")]
