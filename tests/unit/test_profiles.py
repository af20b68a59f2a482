"""Platform profiles: every example both ways, canonical forms that are stable, errors that name line and key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import ConfigError, UsageError
from migrator.model import UrlKind
from migrator.profiles import SiteUrls, load_profile, mappings_folder, read_profile, site_urls
from migrator.shapes import build_path, parse_path

NAMES = sorted(path.stem for path in (mappings_folder() / "platforms").glob("*.toml"))
EXAMPLES = [
    (name, shape, example)
    for name in NAMES
    for shape in load_profile(name).shapes
    for example in shape.examples
]
BLOG = site_urls(
    "blogger", "http://blog.example", ("www.blog.example", "marigold.blogspot.example", "www.blog.example")
)
WORDS = st.text(min_size=1, max_size=12).filter(lambda text: text.encode("utf-8", "ignore").decode() == text)
PATHS = st.text(alphabet="/.%25+&=?abelsrch01_-é# ~ncrp", max_size=30)


def blog(name: str) -> SiteUrls:
    return site_urls(name, "http://blog.example")


@pytest.mark.parametrize(
    ("name", "shape", "example"),
    EXAMPLES,
    ids=lambda value: getattr(value, "url", None) or getattr(value, "id", value),
)
def test_an_example_is_read_by_its_shape_and_written_back(name, shape, example):
    urls = blog(name)
    match = urls.match(urls.base_url + example.url)
    assert (match.shape, dict(match.fields), match.kind) == (shape.id, example.fields, shape.kind)
    built = urls.build(shape.id, **example.fields)
    assert built == urls.canonical(urls.base_url + example.url)
    assert urls.match(built).fields == example.fields


@pytest.mark.parametrize("name", NAMES)
def test_every_shape_has_an_example(name):
    assert [shape.id for shape in load_profile(name).shapes if not shape.examples] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_image_and_window_example_holds(name):
    urls, profile = blog(name), load_profile(name)
    for written, original in (pair for shape in profile.images for pair in shape.examples):
        assert urls.original(f"https://{written}") == f"http://{original}"
        assert urls.original(f"http://{original}") == f"http://{original}"
    for window in profile.windows:
        for example in window.examples:
            assert urls.entry_of_window(f"http://{example.url}") == (example.fields["id"], window.fragment)


@pytest.mark.parametrize(
    ("name", "shape", "example"),
    EXAMPLES,
    ids=lambda value: getattr(value, "url", None) or getattr(value, "id", value),
)
def test_every_variant_shares_the_canonical_form(name, shape, example):
    urls = site_urls(name, "http://blog.example", ("www.blog.example", "marigold.blogspot.example"))
    url = urls.build(shape.id, **example.fields)
    variants = urls.variants(url)
    assert url not in variants
    assert [variant for variant in variants if urls.canonical(variant) != url] == []


@given(WORDS)
def test_a_label_is_read_as_it_was_built(label):
    try:
        url = BLOG.build("label", label=label)
    except ValueError:
        assert label in {".", ".."}
        return
    assert BLOG.canonical(url) == url
    if "%" not in label:
        assert BLOG.match(url).fields == {"label": label}


@given(
    st.sampled_from(["/{slug}.html", "/{year}/{month}/{slug}/", "/x/{id}-{slug}"]),
    WORDS,
    st.integers(0, 9999),
)
def test_a_path_is_read_as_it_was_built(template, slug, number):
    fields = {"slug": slug, "year": f"{number:04d}", "month": f"{number % 12 + 1:02d}", "id": str(number)}
    wanted = {name: value for name, value in fields.items() if f"{{{name}}}" in template}
    try:
        path = build_path(template, fields)
    except ValueError:
        assert slug in {".", ".."}
        return
    assert parse_path(template, path) == wanted


@given(PATHS)
def test_canonical_is_stable_and_shared_by_all_variants(path):
    url = BLOG.canonical(f"http://blog.example/{path}")
    if url is None:
        return
    assert BLOG.canonical(url) == url
    assert {BLOG.canonical(variant) for variant in BLOG.variants(url)} <= {url}


@given(st.text(), st.sampled_from(["", "http://blog.example/", "http://", "https://1.bp.blogspot.example/"]))
def test_hostile_urls_are_strangers_not_errors(text, start):
    url = start + text
    BLOG.canonical(url)
    BLOG.match(url)
    BLOG.owns(url)
    BLOG.original(url)
    BLOG.variants(url)
    BLOG.entry_of_window(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://blog.example/2010/05/x.html",
        "http://www.blog.example/2010/05/x.html?m=1",
        "http://marigold.blogspot.example/2010/05/x.html",
        "http://marigold.blogspot.co.uk.example/2010/05/x.html",
        "http://www.marigold.blogspot.de/ncr/2010/05/x.html",
        "http://blog.example/ncr/ncr/2010/05/x.html?utm_medium=rss&showComment=1#c5",
        "HTTP://BLOG.EXAMPLE:80/2010/05/../05/x.html",
    ],
)
def test_spellings_of_one_post_are_one_row(url):
    assert BLOG.canonical(url) == "http://blog.example/2010/05/x.html"


@pytest.mark.parametrize(
    "url",
    [
        "http://other.example/2010/05/x.html",
        "http://blog.example.evil.example/2010/05/x.html",
        "http://other.blogspot.example/2010/05/x.html",
        "http://blog.example:8080/2010/05/x.html",
        "mailto:a@blog.example",
        "http://blog.example@evil.example/",
    ],
)
def test_strangers_have_no_canonical_form(url):
    assert BLOG.canonical(url) is None
    assert BLOG.match(url).kind is UrlKind.OTHER


def test_a_blog_below_a_path_owns_that_path_only():
    urls = site_urls("wordpress", "https://new.example/blog/")
    assert (
        urls.canonical("http://www.new.example/blog/2010/05/?fbclid=1") == "https://new.example/blog/2010/05/"
    )
    assert urls.canonical("https://new.example/blogs/2010/05/") is None
    assert urls.build("category", term="news") == "https://new.example/blog/category/news/"


FOLDERS = site_urls(
    "typepad", "http://marigold.typepad.example/blog", ("roses.example/", "old.example/weblog")
)


@pytest.mark.parametrize(
    "url",
    [
        "http://marigold.typepad.example/blog/2004/03/x.html",
        "https://www.roses.example/2004/03/x.html",
        "http://roses.example/blog/2004/03/x.html",
        "http://old.example/weblog/2004/03/x.html?cid=6a00#comment-6a00",
        "http://marigold.blogs.example/blog/2004/03/x.html",
        "http://marigold.typepad.example/weblog/2004/03/x.html",
    ],
)
def test_a_blog_may_stand_in_another_folder_on_each_of_its_hosts(url):
    assert FOLDERS.canonical(url) == "http://marigold.typepad.example/blog/2004/03/x.html"


@pytest.mark.parametrize(
    "url", ["http://marigold.typepad.example/2004/03/x.html", "http://old.example/2004/03/x.html"]
)
def test_a_host_with_a_folder_owns_nothing_beside_it(url):
    assert FOLDERS.canonical(url) is None


def test_spellings_of_a_row_name_every_folder_of_every_host():
    row = "http://marigold.typepad.example/blog/2004/03/"
    variants = FOLDERS.variants(row)
    assert {
        "http://roses.example/2004/03/",
        "http://roses.example/2004/03",
        "https://roses.example/blog/2004/03/",
        "http://old.example/weblog/2004/03/index.html",
    } <= set(variants)
    assert {FOLDERS.canonical(variant) for variant in variants} == {row}


@pytest.mark.parametrize(
    "path", ["/blog/blog/2004/03/x.html", "/blog/", "/blog", "/weblog/blog/x/", "/blog/weblog/"]
)
def test_a_folder_known_from_another_host_is_folded_on_a_domain_until_nothing_changes(path):
    urls = site_urls("typepad", "http://roses.example", ("marigold.typepad.example/blog", "x.example/weblog"))
    url = urls.canonical(f"http://roses.example{path}")
    assert urls.canonical(url) == url
    assert "blog" not in url


@pytest.mark.parametrize("size", ["-800wi", "-popup", "-pi", ""])
def test_an_image_of_the_platform_on_the_blogs_own_domain_is_one_row_in_every_size(size):
    urls = site_urls("typepad", "http://roses.example")
    image = f"http://roses.example/.a/6a00d8341c5d1253ef{size}"
    assert urls.canonical(image) == "http://roses.example/.a/6a00d8341c5d1253ef-pi"
    assert urls.match(image).kind is UrlKind.IMAGE


def test_country_hosts_are_the_familys():
    hosts = BLOG.family_hosts()
    assert "marigold.blogspot.example" in hosts
    assert "marigold.blogspot.co.uk.example" in hosts
    assert all(BLOG.owns(f"http://{host}/") for host in hosts)
    assert site_urls("blogger", "http://x.blogspot.com").family_hosts()[0] == "x.blogspot.ae"


def test_an_unknown_query_belongs_to_an_unknown_path_only():
    assert BLOG.canonical("http://blog.example/x?a=1&m=1") == "http://blog.example/x?a=1"
    assert BLOG.canonical("http://blog.example/p/x.html?a=1") == "http://blog.example/p/x.html"


def test_an_unescaped_zone_offset_is_meant_as_one():
    raw = "http://blog.example/search?updated-max=2010-10-02T10:09:00+02:00"
    url = BLOG.canonical(raw)
    assert url == "http://blog.example/search?updated-max=2010-10-02T10:09:00%2B02:00"
    assert raw in BLOG.variants(url)


WRONG = {
    'id = "x"\ntitle = "X"\nshapes = []\ntitel = "Y"\n': ("line 4", "'titel'", "Did you mean 'title'?"),
    'id = "x"\ntitle = "X"\n\n[[shapes]]\nid = "a"\nkind = "post"\npaths = ["/a"]\n\n[[shapes]]\nid = "b"\nkind = "post"\npaths = ["/b"]\nrequire = ["q"]\n': (
        "line 13",
        "require",
        "Did you mean 'requires'?",
    ),
    'id = "x"\ntitle = "X"\n[[shapes]]\nid = "a"\nkind = "pots"\npaths = ["/a"]\n': (
        "line 5",
        "shapes.0.kind",
        "",
    ),
    'id = "x"\ntitle = "X"\n[[shapes]]\nid = "a"\nkind = "post"\npaths = ["/{a}", "/{b}"]\n': (
        "line 3",
        "same fields",
        "",
    ),
    'id = "x"\ntitle = "X"\nshapes = []\n[hosts]\nfamily = "(a+)+"\n': ("line 5", "for ever", ""),
    'id = "x"\ntitle = "X"\nshapes = []\n[[images]]\nhosts = "x"\npattern = "(?P<head>x)"\noriginal = "s0"\n': (
        "line 4",
        "groups",
        "",
    ),
    'id = "x"\ntitle = "X"\nshapes = [}\n': ("not valid TOML", "line 3", ""),
    'id = "x"\nshapes = []\n': ("line 1", "title", ""),
    'id = "x"\ntitle = "X"\n[[shapes]]\nid = "a"\nkind = "post"\npaths = ["/a"]\n[[shapes]]\nid = "a"\nkind = "post"\npaths = ["/b"]\n': (
        "two shapes have the id 'a'",
        "",
        "",
    ),
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_file_is_explained_with_line_and_key(tmp_path, text):
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_profile(path)
    for part in WRONG[text][:2]:
        assert part in caught.value.message
    assert str(path) in caught.value.message
    assert WRONG[text][2] in caught.value.hint


def test_an_unknown_platform_is_a_usage_error():
    with pytest.raises(UsageError, match="no platform"):
        load_profile("blogge")


@pytest.mark.parametrize(
    "old",
    [
        "www.livejournal.example/users/quill_feather",
        "users.livejournal.example/quill_feather",
        "www.livejournal.example/~quill_feather",
    ],
)
def test_a_journals_old_folder_on_a_host_of_many_is_the_journal(old):
    urls = site_urls("livejournal", "http://quill-feather.livejournal.example")
    assert urls.canonical(f"http://{old}/2003.html?thread=5#t5") == f"{urls.base_url}/2003.html"


def test_another_journals_folder_on_the_same_host_is_a_strangers():
    urls = site_urls("livejournal", "http://quill-feather.livejournal.example")
    assert not urls.owns("http://www.livejournal.example/users/marrowfat/2003.html")
    assert not urls.owns("http://www.livejournal.example/tools/memories.bml")


def test_a_platform_knows_the_hosts_it_gives_its_blogs():
    hosts = load_profile("blogger").hosts
    assert hosts.gives("name.blogspot.com")
    assert not hosts.gives("name.example")
    assert not load_profile("movable-type").hosts.gives("name.example")
