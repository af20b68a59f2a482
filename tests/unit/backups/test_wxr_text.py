"""WordPress stores text with blank lines; what it shows has paragraphs. Dates come from two clocks."""

from __future__ import annotations

import pytest

from migrator.backups._wxr_items import moment
from migrator.backups._wxr_text import paragraphs


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("", ""),
        ("One line.", "<p>One line.</p>"),
        ("A\n\nB", "<p>A</p>\n<p>B</p>"),
        ("A\r\nB\r\n \r\nC", "<p>A<br>\nB</p>\n<p>C</p>"),
        ("<p>A</p>\n<p>B</p>", "<p>A</p>\n<p>B</p>"),
        ("<div>A</div>", "<div>A</div>"),
        ("<ul>\n<li>A</li>\n</ul>\n\nB", "<ul>\n<li>A</li>\n</ul>\n<p>B</p>"),
        ("A\n<ul>\n<li>B</li>\n</ul>", "<p>A</p>\n<ul>\n<li>B</li>\n</ul>"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("<!-- wp:paragraph -->\n<p>A</p>\n\n<!-- /wp:paragraph -->", "<!-- wp:paragraph -->\n<p>A</p>\n\n<!-- /wp:paragraph -->"),
        (
            '[caption id="a" width="3"]<a href="/x"><img src="/x.jpg"></a> A <em>rose</em>[/caption]',
            '<figure><a href="/x"><img src="/x.jpg"></a><figcaption>A <em>rose</em></figcaption></figure>',
        ),
        (
            '[caption caption="A rose"]<img src="/x.jpg">[/caption]',
            '<figure><img src="/x.jpg"><figcaption>A rose</figcaption></figure>',
        ),
    ],
)  # fmt: skip
def test_stored_text_becomes_the_html_it_stands_for(stored: str, shown: str) -> None:
    assert paragraphs(stored) == shown


@pytest.mark.parametrize(
    ("local", "utc", "told"),
    [
        ("2010-05-31 23:30:00", "2010-06-01 03:30:00", "2010-05-31T23:30:00-04:00"),
        ("2010-05-31 23:30:00", "0000-00-00 00:00:00", "2010-05-31T23:30:00"),
        ("", "2010-06-01 03:30:00", "2010-06-01T03:30:00+00:00"),
        ("2010-06-01 09:15:00", "2010-06-01 03:30:00", "2010-06-01T09:15:00+05:45"),
        ("2010-06-05 09:15:00", "2010-06-01 03:30:00", "2010-06-01T03:30:00+00:00"),
        ("soon", "", None),
    ],
)
def test_two_clocks_tell_the_offset(local: str, utc: str, told: str | None) -> None:
    assert moment(local, utc) == told
