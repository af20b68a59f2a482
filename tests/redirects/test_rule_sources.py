"""Rules that servers and hosts already have: what is plain is taken over, what is not is listed."""

from __future__ import annotations

import json

import pytest

from migrator.cli.main import run
from migrator.errors import InputError
from migrator.redirects.pairs import Sites
from migrator.redirects.sources._contract import Given
from migrator.redirects.sources._expand import plain_pattern
from migrator.redirects.sources._nginx_words import directives
from migrator.redirects.sources.front_matter import PLUGIN as FRONT_MATTER
from migrator.redirects.sources.htaccess import PLUGIN as HTACCESS
from migrator.redirects.sources.netlify import PLUGIN as NETLIFY
from migrator.redirects.sources.nginx import PLUGIN as NGINX
from migrator.redirects.sources.vercel import PLUGIN as VERCEL
from migrator.redirects.sources.wordpress_redirection import PLUGIN as REDIRECTION
from migrator.stages.pair_maps import recognised

OLD = "http://old.example"


def pairs(source, text: str) -> dict:
    found = source.read(Given("x", {"x": text.encode()}), Sites(OLD))
    return {m.old.removeprefix(OLD): (m.new, m.status) for m in found.mappings}


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        (r"^/a\.html$", ("/a.html",)),
        ("^/a/?$", ("/a", "/a/")),
        (r"^/caf\xc3\xa9$", ("/café",)),
        ("^/café$", ("/café",)),
        ("^/a?b?$", ("/", "/b", "/a", "/ab")),
        ("/a$", None),
        ("^/a", None),
        (r"^/a\$", None),
        ("^/(a|b)$", ("/a", "/b")),
        ("^/a$|^/b$", None),
        ("^/a|b$", None),
        ("^/(a|b$", None),
        ("^/a)$", None),
        ("^/(?:a(b|c)?)/?$", ("/a", "/a/", "/ab", "/ab/", "/ac", "/ac/")),
        ("^/a+$", None),
        (r"^/\w$", None),
        (r"^/\d\d$", None),
        (r"^/[0-2]\d?$", tuple(f"/{a}{b}" for a in "012" for b in ("", *"0123456789"))),
        ("^/a??$", None),
        ("^?a$", None),
        ("^/a?b?c?d?e?f?g?$", None),
        ("^/[ab]$", ("/a", "/b")),
        ("^/[Ha-c]x$", ("/Hx", "/ax", "/bx", "/cx")),
        ("^/[^a]$", None),
        ("^/[a$", None),
        ("^/[[:alpha:]]$", None),
        ("^" + "(" * 5000 + ")" * 5000 + "$", None),
    ],
)
def test_a_plain_pattern_is_the_few_texts_it_stands_for(pattern: str, texts: tuple[str, ...] | None) -> None:
    found = plain_pattern(pattern)
    assert (set(found.texts) if found else None) == (set(texts) if texts else None)


def test_a_rewrite_in_a_folder_and_one_in_a_server_mean_the_same() -> None:
    for start in ("^", "^/", "^/?"):
        assert pairs(HTACCESS, f"RewriteRule {start}a$ https://n.example/ [R=301]") == {
            "/a": ("https://n.example/", 301)
        }


def test_a_condition_holds_for_its_own_rule_alone() -> None:
    text = "RewriteCond %{QUERY_STRING} ^p=1$\nRewriteRule ^a$ /b [R]\nRewriteRule ^c$ /d [R]\n"
    assert list(pairs(HTACCESS, text)) == ["/a?p=1", "/c"]


def test_a_long_line_may_be_broken_and_keeps_the_number_it_begins_on() -> None:
    found = HTACCESS.read(
        Given("x", {"x": b"\nRewriteRule ^a$ \\\n  /b [R]\nRedirectMatch x(.) /\n"}), Sites(OLD)
    )
    assert found.mappings[0].old == f"{OLD}/a"
    assert "line 4" in found.findings[0].message


def test_an_absolute_target_redirects_even_without_a_flag() -> None:
    assert pairs(HTACCESS, "RewriteRule ^a$ http://n.example/b") == {"/a": ("http://n.example/b", 302)}


def test_a_path_leads_to_the_same_host_unless_another_is_named() -> None:
    given = Given("x", {"x": b"Redirect 301 /a /b"})
    assert HTACCESS.read(given, Sites(OLD)).mappings[0].new == f"{OLD}/b"
    assert HTACCESS.read(given, Sites(OLD, "https://n.example")).mappings[0].new == "https://n.example/b"


def test_nginx_words_are_cut_as_nginx_cuts_them() -> None:
    found = directives(
        'a \'b c\' "d\\"e" f\\;g; # no; {\nif ($x) { return 301 /y; }\nmap $a $b{ "~^/q{2}$" ${c}z; }'
    )
    assert [one.words for one in found] == [("a", "b c", 'd"e', "f\\;g"), ("if", "($x)"), ("map", "$a", "$b")]
    assert found[2].block[0].words == ("~^/q{2}$", "${c}z")
    assert (found[1].line, found[1].block[0].words) == (2, ("return", "301", "/y"))


def test_a_map_whose_use_is_elsewhere_counts_as_permanent() -> None:
    assert pairs(NGINX, "map $uri $new { default 0; /a /b; }") == {"/a": (f"{OLD}/b", 301)}


def test_the_status_of_a_map_is_that_of_the_answer_made_of_it() -> None:
    text = "map $uri $new { /a /b; }\nserver { if ($new) { rewrite ^ $new redirect; } }"
    assert pairs(NGINX, text) == {"/a": (f"{OLD}/b", 302)}


def test_nginx_that_never_closes_its_blocks_is_read_as_far_as_it_goes() -> None:
    assert pairs(NGINX, "server { location = /a { return 301 /b;") == {"/a": (f"{OLD}/b", 301)}
    with pytest.raises(InputError):
        pairs(NGINX, "a {" * 100_000)


def test_the_json_of_redirection_is_read_with_its_options() -> None:
    def rule(url: str, **more: object) -> dict:
        base = {"url": url, "action_type": "url", "action_code": 301, "match_type": "url", "enabled": True}
        return {**base, "action_data": {"url": f"/new{url}"}, **more}

    rules = [
        rule("/a"),
        rule("/b", enabled=False),
        rule("/c", match_type="login"),
        rule("^/d/?$", regex=True, action_data={"url": "/d2"}),
        rule("/e", action_type="error", action_code=410),
        rule("/f", action_code=308, match_data={"source": {"flag_case": True}}),
    ]
    found = REDIRECTION.read(
        Given("x", {"x": json.dumps({"redirects": rules}, indent=1).encode()}), Sites(OLD)
    )
    assert [m.old.removeprefix(OLD) for m in found.mappings] == ["/a", "/d/", "/d", "/e", "/f"]
    assert [m.status for m in found.mappings] == [301, 301, 301, None, 308]
    assert sum("not taken over" in finding.message for finding in found.findings) == 1


def folder(**files: str) -> dict:
    given = Given("site", {name: text.encode() for name, text in files.items()}, is_folder=True)
    found = FRONT_MATTER.read(given, Sites(OLD))
    return {m.old.removeprefix(OLD): (m.new or "").removeprefix(OLD) for m in found.mappings}


POST = "---\ndate: 2010-05-01\nredirect_from:\n- /old.html\n---\n"
ANY = {"about.md": "---\npermalink: /about/\nredirect_from: [/p/about.html, '/x']\n---\n"}


@pytest.mark.parametrize(
    ("config", "address"),
    [
        ("title: x\n", "/2010/05/01/tea.html"),
        ("permalink: pretty\n", "/2010/05/01/tea/"),
        ("permalink: /:year/:title/\n", "/2010/tea/"),
        ("permalink: /:categories/:title/\n", "/tea/"),
        ("permalink: /:i_day/:title/\n", None),
        ("defaults:\n- values:\n    permalink: /x/\n", None),
    ],
)
def test_a_jekyll_post_is_where_its_settings_put_it(config: str, address: str | None) -> None:
    found = folder(**{"_config.yml": config, "_posts/2010-05-01-tea.md": POST, **ANY})
    assert found.get("/old.html") == address
    assert found["/x"] == "/about/"


def test_a_page_that_moved_away_is_an_old_address_itself() -> None:
    found = folder(**{"_config.yml": "a: b\n", "gone.md": "---\nredirect_to: https://n.example/\n---\n"})
    assert found == {"/gone.html": "https://n.example/"}


def test_categories_of_a_jekyll_post_are_part_of_its_address() -> None:
    posts = {
        "_posts/2010-05-01-a.md": "---\ncategories: [Tea Time, x]\nredirect_from: /1\n---\n",
        "news/_posts/2010-05-01-b.md": "---\ncategory: Y\nredirect_from: /2\n---\n",
        "_posts/2010-05-02-c.md": "---\ndate: 2011-01-01\nredirect_from: /3\n---\n",
    }
    assert folder(**posts) == {
        "/1": "/tea%20time/x/2010/05/01/a.html",
        "/2": "/news/y/2010/05/01/b.html",
    }


@pytest.mark.parametrize(
    ("config", "page"),
    [
        ("a: b\n", "/about.html"),
        ("permalink: pretty\n", "/about/"),
        ("permalink: /:title/\n", "/about/"),
        ("permalink: /:title\n", "/about"),
    ],
)
def test_a_jekyll_page_is_where_its_settings_put_it(config: str, page: str) -> None:
    text = "---\nredirect_from: /old-{}\n---\n"
    names = {"about.md": 1, "docs/index.md": 2, "_notes/x.md": 3}
    found = folder(**{"_config.yml": config}, **{name: text.format(n) for name, n in names.items()})
    assert found == {"/old-1": page, "/old-2": "/docs/"}


def test_an_alias_of_hugo_is_a_folder_and_may_lie_beside_its_page() -> None:
    pages = {
        "content/a.md": "+++\naliases = ['/old', '/x.html']\n+++\n",
        "content/posts/b.md": "---\nurl: /b/c/\naliases: d\n---\n",
        "content/e/index.md": "---\naliases: /f\n---\n",
        "content/g.de.md": "---\naliases: /h\n---\n",
        "content/i.md": "---\ndraft: true\naliases: /j\n---\n",
    }
    assert folder(**pages) == {
        "/old": "/a/",
        "/old/": "/a/",
        "/x.html": "/a/",
        "/b/d": "/b/c/",
        "/b/d/": "/b/c/",
        "/f": "/e/",
        "/f/": "/e/",
    }


@pytest.mark.parametrize(
    "config",
    [
        {"hugo.toml": "[permalinks]\nposts = '/:year/:month/:slug/'\n"},
        {"config.json": '{"permalinks": {"page": {"posts": "/:year/:month/:slug/"}}}'},
        {"config/_default/hugo.yaml": "title: x\npermalinks:\n  posts: /:year/:month/:slug/\nfoo: bar\n"},
    ],
)
def test_permalinks_of_hugo_are_followed_where_nothing_is_uncertain(config: dict) -> None:
    pages = {
        "content/posts/a.md": "---\ntitle: Tea for two\ndate: 2010-05-01T09:00:00Z\naliases: /a.html\n---\n",
        "content/posts/b.md": "+++\nslug = 'bee'\ndate = 2011-06-02\naliases = ['/b.html']\n+++\n",
        "content/posts/c.md": "---\ntitle: Café!\ndate: 2010-05-01\naliases: /c.html\n---\n",
        "content/posts/d.md": "---\ntitle: No date\naliases: /d.html\n---\n",
        "content/other/e.md": "---\naliases: /e.html\n---\n",
    }
    assert folder(**pages, **config) == {
        "/a.html": "/2010/05/tea-for-two/",
        "/b.html": "/2011/06/bee/",
        "/e.html": "/other/e/",
    }


def test_hugo_with_ugly_urls_is_listed_and_not_guessed() -> None:
    pages = {
        "content/a.md": "---\naliases: /a\n---\n",
        "content/b.md": "---\nurl: /b/\naliases: /c.html\n---\n",
    }
    assert folder(**pages, **{"hugo.toml": "uglyURLs = true\n"}) == {"/c.html": "/b/"}


def test_front_matter_as_json_and_broken_toml() -> None:
    found = folder(**{"content/a.md": '{"aliases": ["/x"]}\ntext', "content/b.md": "+++\na = \n+++\n"})
    assert found == {"/x": "/a/", "/x/": "/a/"}


def test_the_command_takes_rules_over_and_says_what_it_left(tmp_path, capsys) -> None:
    (tmp_path / "_redirects").write_text("/a https://new.example/a/\n/b/* /c/:splat\n")
    words = ["redirects", "--map", str(tmp_path / "_redirects"), "--old-site", OLD, "--to", "csv"]
    assert run([*words, "--out", str(tmp_path / "r")]) == 1
    assert "line 2" in capsys.readouterr().out
    assert "/a,https://new.example/a/,301" in (tmp_path / "r/redirects.csv").read_text()


def test_the_format_can_be_named(tmp_path) -> None:
    (tmp_path / "_redirects").write_text("/a https://new.example/a/\n")
    words = ["redirects", "--map", str(tmp_path / "_redirects"), "--old-site", OLD, "--to", "csv"]
    assert run([*words, "--from", "cloudflare-pages", "--out", str(tmp_path / "r")]) == 0
    assert ",302," in (tmp_path / "r/redirects.csv").read_text()
    assert run([*words, "--from", "cloudflare", "--out", str(tmp_path / "r")]) == 2


def test_columns_of_redirection_are_read_by_their_names() -> None:
    text = "source,target,regex,type,code,match,hits\n/a,/b,0,url,308,url,3\n/c,,0,error,410,url,0\n"
    assert pairs(REDIRECTION, text) == {"/a": (f"{OLD}/b", 308), "/c": (None, None)}


def test_rules_of_a_group_that_is_off_are_left_alone() -> None:
    rule = {"action_type": "url", "action_code": 301, "match_type": "url", "action_data": {"url": "/n"}}
    exported = {
        "groups": [{"id": 1, "enabled": True}, {"id": 2, "enabled": False}],
        "redirects": [{"url": "/a", "group_id": 1, **rule}, {"url": "/b", "group_id": 2, **rule}],
    }
    assert pairs(REDIRECTION, json.dumps(exported)) == {"/a": (f"{OLD}/n", 301)}


def test_netlifys_tables_are_read_with_their_queries_and_conditions() -> None:
    text = """
[[redirects]]
from = "/a"
to = "/b"
[[redirects]]
from = "/search"
query = {q = "x y"}
to = "https://new.example/?s=x"
status = 302
force = true
[[redirects]]
from = "/c/*"
to = "/d/:splat"
[[redirects]]
from = "/e"
to = "/f"
conditions = {Country = ["us"]}
[[redirects]]
from = "/*"
to = "/index.html"
status = 200
"""
    found = NETLIFY.read(Given("netlify.toml", {"netlify.toml": text.encode()}), Sites(OLD))
    assert {m.old.removeprefix(OLD): (m.new, m.status) for m in found.mappings} == {
        "/a": (f"{OLD}/b", 301),
        "/search?q=x%20y": ("https://new.example/?s=x", 302),
    }
    assert [f.message.partition(":")[0] for f in found.findings if f.severity == "error"] == [
        "netlify.toml, line 11",
        "netlify.toml, line 14",
    ]


def test_vercels_older_routes_are_read() -> None:
    rules = [
        {"src": "/a/?", "status": 301, "headers": {"Location": "/b"}},
        {"src": "/c/(.*)", "status": 308, "headers": {"Location": "/d/$1"}},
        {"handle": "filesystem"},
        {"src": "/(.*)", "dest": "/index.html"},
    ]
    assert pairs(VERCEL, json.dumps({"routes": rules})) == {"/a": (f"{OLD}/b", 301), "/a/": (f"{OLD}/b", 301)}


def test_an_included_map_of_nginx_is_read_without_its_frame() -> None:
    one = Given("more.map", {"more.map": b"/a /b;\n~^/(c|d)$ https://new.example/$1/;\n"})
    assert recognised(one).name == "nginx"
    assert len(NGINX.read(one, Sites(OLD)).mappings) == 3


@pytest.mark.parametrize("text", ["/a /b\n/c https://new.example/d\n", "# RewriteMap txt\n/a\t/b\n"])
def test_a_rewrite_map_in_text_is_a_list(text: str) -> None:
    one = Given("map.txt", {"map.txt": text.encode()})
    assert recognised(one).read(one, Sites(OLD, OLD)).mappings[0].new == f"{OLD}/b"
