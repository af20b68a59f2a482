"""The words that go with the Apache files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects._lines import bullet_list, example_check
from migrator.redirects._sites import SiteRules, sites, stays
from migrator.redirects._unnamed import UNNAMED, shown_hosts

if TYPE_CHECKING:
    from migrator.redirects.targets._contract import RuleSet


def readme(rules: RuleSet) -> str:
    """Return the README: where the files go, how to test, reload, check and undo."""
    found = sites(rules)
    here = [site for site in found if stays(rules, site)]
    moved = [site for site in found if not stays(rules, site)]
    return f"""# Redirects for Apache (server configuration)

{len(rules.rules)} old addresses are answered, on these hosts:

{bullet_list(shown_hosts(rules.hosts))}

## Where the files go

1. Copy the folder `migrator` to `/etc/apache2/migrator` (below `ServerRoot`; elsewhere `/etc/httpd/migrator`).
2. Switch on mod_rewrite{" and mod_headers" if rules.trial else ""}: `a2enmod rewrite{" headers" if rules.trial else ""}`.
{_moved_step(moved)}{_same_domain_step(here)}
## Test, reload, check

    apache2ctl configtest
    systemctl reload apache2
{example_check(rules)}

`configtest` does not notice a map file that is missing, so do ask for an address.
An address that is in no rule must answer 404 on an old host, and never a redirect.

## Undo

{_undo(moved, here)}, then `systemctl reload apache2`.

## More than some thousand rules

A text map is read from the start for each address that was not asked before. Make hash files of all of them,

    cd /etc/apache2/migrator && for m in *.txt; do httxt2dbm -f sdbm -i "$m" -o "${{m%.txt}}.map"; done

then write `Define MIGRATOR_DBM` in `migrator/listen.conf`, or in the server's configuration above the virtual
host, and reload.

## Good to know

- Query parameters of a request are dropped{", but utm_ parameters are kept" if rules.keep_utm else ""}.
- Letter case counts.
- Keep `RewriteMap` inside the virtual host: declared outside, it is silently empty.
- Do not put redirects to https or to another host name before these rules: a reader shall need one hop.
"""


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
    where = f"The new site lives on an old host ({', '.join(hosts)})"
    if UNNAMED in hosts:
        where = "Choose the site whose addresses these are"
    return f"""5. {where}: put this line at the top of its virtual hosts, for port 80 as well
   as 443, above any other redirect or rewrite:

       Include migrator/same-domain.conf
"""


def _undo(moved: list[SiteRules], here: list[SiteRules]) -> str:
    steps = ["`a2dissite migrator`"] if moved else []
    steps += ["take out the `Include migrator/same-domain.conf` lines"] if here else []
    return " and ".join(steps)
