"""Rows whose old URL has a fragment: which a server's rule answers, which the new site, and which nobody can."""

from __future__ import annotations

from migrator.model import UrlMapping, Verdict
from migrator.redirects.anchors import Anchor, compile_map, fragment_key, page_key
from migrator.redirects.compile import Compiled, Move
from migrator.redirects.pairs import Row, Sites, pair_list

from .samples import NEW, OLD, OLD_HOST, mapping


def compiled(*rows: UrlMapping, old: str = OLD_HOST, new: str = NEW) -> Compiled:
    return compile_map(rows, Move(old_hosts=(old,), new_url=new))


def rules(made: Compiled) -> dict[str, str | None]:
    return {rule.path: rule.target for rule in made.rules.rules}


def codes(made: Compiled) -> list[tuple[str, str]]:
    return [(finding.code, finding.url.removeprefix(OLD)) for finding in made.findings]


def test_a_fragment_is_answered_on_the_page_where_its_readers_land() -> None:
    made = compiled(mapping("/faq.html", "/help/"), mapping("/faq.html#ship", "/shipping/"))
    assert rules(made) == {"/faq.html": f"{NEW}/help/"}
    assert made.rules.anchors == (Anchor("ship", f"{NEW}/shipping/", "/help"),)
    assert [finding.message for finding in made.findings] == [
        "1 row has a fragment (#…), which no server sees; new-site/anchors.js answers it."
    ]


def test_rows_that_lead_where_the_browser_takes_the_fragment_anyway_need_no_anchor() -> None:
    made = compiled(
        mapping("/x.html", "/x/"), mapping("/x.html#more", "/x/"), mapping("/x.html#c1", "/x/#c1")
    )
    assert made.rules.anchors == ()
    assert (
        "2 rows have a fragment (#…), which no server sees; browsers take it along"
        in made.findings[0].message
    )


def test_another_place_on_the_same_page_is_an_anchor() -> None:
    made = compiled(mapping("/x.html", "/x/"), mapping("/x.html#c1", "/x/comment-page-2/#comment-7"))
    assert made.rules.anchors == (Anchor("c1", f"{NEW}/x/comment-page-2/#comment-7", "/x"),)


def test_a_page_that_no_row_names_goes_where_all_its_fragments_go() -> None:
    assert rules(compiled(mapping("/x.html#a", "/x/"), mapping("/x.html#b", "/x/#b"))) == {
        "/x.html": f"{NEW}/x/"
    }


def test_fragments_that_part_need_a_row_for_their_page() -> None:
    made = compiled(mapping("/x.html#a", "/a/"), mapping("/x.html#b", "/b/"), mapping("/y", "/y/"))
    assert rules(made) == {"/y": f"{NEW}/y/"}
    assert codes(made) == [("redirect.anchor", "/x.html#a"), ("redirect.anchor", "/x.html#b")]


def test_a_page_that_only_had_fragments_for_addresses_is_not_guessed() -> None:
    made = compiled(mapping("/#!/about", "/about/"), mapping("/y", "/y/"))
    assert rules(made) == {"/y": f"{NEW}/y/"}
    assert codes(made) == [("redirect.anchor", "/#!/about")]


def test_on_the_same_domain_a_page_without_a_rule_stays_where_it_is() -> None:
    host = NEW.removeprefix("https://")
    row = UrlMapping(
        old=f"http://www.{host}/faq/#a%20b", kind="other", verdict=Verdict.MOVED, new=f"{NEW}/b/"
    )
    made = compiled(row, mapping("/y", "/y/"), old=host)
    assert made.rules.anchors == (Anchor("a b", f"{NEW}/b/", "/faq"),)


def test_an_empty_fragment_is_none() -> None:
    made = compiled(mapping("/x.html#", "/x/"))
    assert (rules(made), made.rules.anchors, made.findings) == ({"/x.html": f"{NEW}/x/"}, (), ())


def test_one_place_with_two_answers_is_reported_and_left_out() -> None:
    page = mapping("/x.html", "/x/")
    made = compiled(page, mapping("/x.html#a", "/1/"), mapping("/x.html#%61", "/2/"))
    assert made.rules.anchors == ()
    assert codes(made) == [("redirect.collision", "/x.html#%61"), ("redirect.collision", "/x.html#a")]


def test_fragments_that_lead_to_each_other_are_refused() -> None:
    pages = mapping("/x", "/x/"), mapping("/y", "/y/")
    made = compiled(*pages, mapping("/x#a", "/y/#b"), mapping("/y#b", "/x/#a"))
    assert made.rules.anchors == ()
    assert codes(made) == [("redirect.loop", "/x#a"), ("redirect.loop", "/y#b")]


def test_what_cannot_be_answered_is_said_with_its_reason() -> None:
    made = compiled(
        mapping("/gone", None, Verdict.GONE),
        mapping("/gone#a", "/a/"),
        mapping("/x", "/x/#top"),
        mapping("/x#a", "/a/"),
        mapping("/y", "/y/"),
        mapping("/y#a", None, Verdict.GONE),
        UrlMapping(old=f"{OLD}/y#b", kind="other", verdict=Verdict.MOVED, new="https://evil.example/"),
    )
    assert made.rules.anchors == ()
    told = {finding.url.removeprefix(OLD): finding.message for finding in made.findings}
    assert "is gone" in told["/gone#a"]
    assert "takes the fragment's place" in told["/x#a"]
    assert "cannot be gone" in told["/y#a"]
    assert "not on the new host" in told["/y#b"]


def test_paths_on_any_host_land_on_their_own_page_unless_a_rule_sends_them_on() -> None:
    found = pair_list(
        [Row(place="line 1", old="/x", new="/z/"), Row(place="line 2", old="/x#a", new="/a/"), Row(place="line 3", old="/y#a", new="/b/")],
        "map.csv",
        Sites(),
    )  # fmt: skip
    made = compile_map(
        found.mappings, Move(old_hosts=("any-host.invalid",), new_url="http://any-host.invalid")
    )
    assert [(anchor.page, anchor.fragment) for anchor in made.rules.anchors] == [("/y", "a"), ("/z", "a")]


def test_pages_and_fragments_are_spelled_as_the_script_spells_them() -> None:
    assert page_key(f"{NEW}/") == page_key(f"{NEW}/index.html") == page_key(NEW) == "/"
    assert page_key(f"{NEW}/caf%C3%A9/index.html?p=1") == "/café?p=1"
    assert fragment_key("a%20b+c") == "a b+c"
    assert fragment_key("!/search/label/Q%26A?q=a+b&m=1#c12") == "!/search/label/Q&A?q=a b&m=1"
