"""The words that go with the Apache files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._readme import ONE_HOP, Words, dropped_query
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
        title="Apache (server configuration)",
        apply=_copy(trial=rules.trial) + _moved_step(moved) + _same_domain_step(here),
        test=("apache2ctl configtest", "systemctl reload apache2"),
        check="`configtest` does not notice a map file that is missing, so do ask for an address.",
        undo=f"{_undo(moved, here)}, then `systemctl reload apache2`.",
        more=_MORE,
        notes=(
            dropped_query(rules),
            "Letter case counts.",
            "Keep `RewriteMap` inside the virtual host: declared outside, it is silently empty.",
            ONE_HOP,
        ),
    )


def _copy(*, trial: bool) -> str:
    return f"""1. Copy the folder `migrator` to `/etc/apache2/migrator` (below `ServerRoot`; elsewhere `/etc/httpd/migrator`).
2. Switch on mod_rewrite{" and mod_headers" if trial else ""}: `a2enmod rewrite{" headers" if trial else ""}`.
"""


_MORE = """## More than some thousand rules

A text map is read from the start for each address that was not asked before. Make hash files of all of them,

    cd /etc/apache2/migrator && for m in *.txt; do httxt2dbm -f sdbm -i "$m" -o "${m%.txt}.map"; done

then write `Define MIGRATOR_DBM` in `migrator/listen.conf`, or in the server's configuration above the virtual
host, and reload."""


def _moved_step(moved: list[SiteRules]) -> str:
    if not moved:
        return ""
    return """3. Copy `migrator.conf` to `/etc/apache2/sites-available/`, then `a2ensite migrator`.
4. For `https://` links to the old blog: set the certificate of the old names in `migrator/listen.conf` and take
   out the comment signs (`a2enmod ssl`). If another virtual host names an old host, remove the name there.
"""


def _same_domain_step(here: list[SiteRules]) -> str:
    if not here:
        return ""
    hosts = [host for site in here for host in site.hosts]
    return f"""5. {where_it_stays(hosts)}: put this line at the top of its virtual hosts, for port 80 as well
   as 443, above any other redirect or rewrite:

       Include migrator/same-domain.conf
"""


def _undo(moved: list[SiteRules], here: list[SiteRules]) -> str:
    steps = ["`a2dissite migrator`"] if moved else []
    steps += ["take out the `Include migrator/same-domain.conf` lines"] if here else []
    return " and ".join(steps)
