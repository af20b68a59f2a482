"""The words that go with the nginx files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._readme import ONE_HOP, UNKNOWN, Words, dropped_query
from migrator.redirects._sites import SiteRules, sites, stays
from migrator.redirects._unnamed import where_it_stays

if TYPE_CHECKING:
    from migrator.redirects.targets._contract import RuleSet


def words(rules: RuleSet) -> Words:
    """Return what the README says: where the files go, how to test and reload, and how to go back."""
    found = sites(rules)
    here = [site for site in found if stays(rules, site)]
    moved = [site for site in found if not stays(rules, site)]
    return Words(
        title="nginx",
        apply=f"{_COPY}{_moved_step(moved)}{_same_domain_step(here, 4 if moved else 3)}",
        test=("nginx -t", "systemctl reload nginx"),
        unknown=_unknown(moved),
        undo=f"Delete `/etc/nginx/conf.d/00-migrator.conf`{_undo_include(here)}, then `systemctl reload nginx`.",
        notes=(
            dropped_query(rules),
            "`$uri` is matched: every spelling of a path (`%C3%A9`, `%c3%a9`, raw UTF-8, `//`) is one address.",
            "Letter case is ignored, unless two old addresses differ only in it.",
            ONE_HOP,
        ),
    )


_COPY = """1. Copy the folder `migrator` to `/etc/nginx/migrator`.
2. Copy `00-migrator.conf` to `/etc/nginx/conf.d/`. It must be read before any other `map`, because nginx takes
   `map_hash_bucket_size` only there; the name sorts first. If nginx then says that `map_hash_bucket_size` or
   `map_hash_max_size` "is duplicate", delete your own line and keep the larger value.
"""


def _moved_step(moved: list[SiteRules]) -> str:
    if not moved:
        return ""
    return """3. In `migrator/listen.conf` set the certificate of the old names and take out the comment signs; without that,
   `https://` links to the old blog fail before nginx can answer. If another `server` block already names one of
   the old hosts, remove the name there.
"""


def _unknown(moved: list[SiteRules]) -> str:
    if not moved:
        return "An address that is in no rule is answered by the new site."
    return UNKNOWN


def _same_domain_step(here: list[SiteRules], number: int) -> str:
    if not here:
        return ""
    hosts = [host for site in here for host in site.hosts]
    return f"""{number}. {where_it_stays(hosts)}: put this line at the top of its `server` blocks, for port 80 as
   well as 443, above any other `return` or `rewrite`:

       include migrator/same-domain.conf;
"""


def _undo_include(here: list[SiteRules]) -> str:
    return " and the `include migrator/same-domain.conf;` lines" if here else ""
