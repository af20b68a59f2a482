"""A blog without a domain of its own: nobody can set redirects on its host, so only what can work is written."""

from __future__ import annotations

from variant_blog import Entry, Variant, plain_posts
from variant_journey import moved

PLATFORM = '"plain.blogspot.example" = "platform"'


def test_only_outputs_that_can_work_on_the_platforms_host_are_written(tmp_path):
    with moved(tmp_path / "p", Variant(plain_posts(3)), hosts=PLATFORM, redirects="") as (journey, _):
        assert "blogger-theme" in journey.redirects()
        assert not journey.redirects() & {"nginx", "apache", "apache-htaccess", "wordpress-plugin"}
        assert (journey.result.exit_code, journey.result.errors) == (0, ())
        assert "plain.blogspot.example" in journey.report()


def test_the_host_is_known_as_the_platforms_without_being_told(tmp_path):
    with moved(tmp_path / "p", Variant(plain_posts(2)), redirects="") as (journey, _):
        assert "nginx" not in journey.redirects()
        assert "blogger-theme" in journey.redirects()


def test_links_to_country_copies_in_posts_become_new_urls(tmp_path):
    first, second, *_ = plain_posts(2)
    link = f'<a href="http://plain.blogspot.co.uk.example{first.path}?m=1#comments">earlier</a>'
    entry = Entry(**{**vars(second), "body": f"<p>As I said {link}, and more than once at that.</p>"})
    with moved(tmp_path / "p", Variant((first, entry)), hosts=PLATFORM) as (journey, _):
        assert 'href="https://new.example/post-number-1/#comments"' in journey.wxr()
        assert "co.uk" not in "".join(journey.verdicts())
