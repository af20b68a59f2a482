"""The WordPress the other tests rely on is what they take it for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .wordpress import WordPress

pytestmark = pytest.mark.engine


def test_the_home_page_is_served_under_its_public_address(wordpress: WordPress) -> None:
    reply = wordpress.get("/")
    assert reply.status == 200
    assert "Ask Marigold" in reply.text
    assert "127.0.0.1" not in reply.text


def test_the_rest_api_takes_the_application_password(wordpress: WordPress) -> None:
    assert wordpress.rest("/wp/v2/users/me?context=edit")["username"] == "marigold"


def test_a_post_made_over_rest_is_reached_at_its_permalink(wordpress: WordPress) -> None:
    post = wordpress.rest("/wp/v2/posts", {"title": "On tea", "content": "Strong.", "status": "publish"})
    assert post["link"] == "https://askmarigold.example/on-tea/"
    assert "Strong." in wordpress.get("/on-tea/").text
    assert wordpress.ask("return wp_delete_post($given, true) !== false;", post["id"])


def test_an_address_with_a_dot_reaches_wordpress(wordpress: WordPress) -> None:
    reply = wordpress.get("/2009/05/nothing.html")
    assert (reply.status, "Ask Marigold" in reply.text) == (404, True)


def test_php_runs_with_wordpress_loaded(wordpress: WordPress) -> None:
    assert wordpress.ask("return [home_url($given), wp_get_environment_type()];", "/é") == [
        "https://askmarigold.example/é",
        "local",
    ]


def test_permalinks_can_be_changed(wordpress: WordPress) -> None:
    wordpress.set_permalinks("/%year%/%postname%/")
    post = wordpress.rest(
        "/wp/v2/posts", {"title": "On coffee", "status": "publish", "date": "2011-03-04T10:00:00"}
    )
    assert wordpress.get("/2011/on-coffee/").status == 200
    wordpress.set_permalinks("/%postname%/")
    assert wordpress.get("/on-coffee/").status == 200
    assert wordpress.ask("return wp_delete_post($given, true) !== false;", post["id"])
