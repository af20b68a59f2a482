"""What lies beside the WXR parts: a script for WP-CLI and a page for people who only have WordPress's admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SCRIPT = """#!/bin/sh
# Imports all parts in order with WP-CLI and stops at the first one that fails.
# Run it again after a failure: what is imported already is recognised and left alone.
# Options for wp go behind it, for example:  sh import.sh --path=/var/www/blog --user=admin
set -eu
cd -- "$(dirname -- "$0")"

command -v wp >/dev/null || {{ echo 'WP-CLI (wp) is not installed: see https://wp-cli.org' >&2; exit 127; }}
wp plugin is-active wordpress-importer "$@" || wp plugin install wordpress-importer --activate "$@"

import_part() {{
  part=$1
  shift
  printf 'Importing %s\\n' "$part"
  wp import "$part" --authors=create "$@"
}}

{calls}
echo 'All parts are imported.'
"""

_GUIDE = """# Importing this blog into WordPress

{count} to import, in this order: {names}.

Before the first one: Settings → Permalinks must already be what the redirects were made for (`report.html` names it), and
Settings → General → Timezone must be {zone}: the dates are written in it.

## With WP-CLI

    sh import.sh --path=/path/to/wordpress

It imports every part and stops at the first error. Mend what it names, then run it again.

## In WordPress's admin

1. Tools → Import → WordPress → *Install Now*, then *Run Importer*.
2. Choose `{first}`, then *Upload file and import*.
3. Under *Assign Authors* leave "or create new user with login name" filled in for everybody. In a later part
   choose the users made by the first one.
4. {media}
5. *Submit*, wait for "All done", then the next part, in order.

If an upload stops in the middle, import the same part again: posts, pages, comments and images that are there
already are recognised and left alone (hidden custom fields are then there twice, which does no harm).
What was changed in a newer export does not reach posts that are there already.

Imported users have made-up e-mail addresses (`…@author.invalid`): put in the real ones under Users.
"""
_WITH_MEDIA = (
    "Tick *Download and import file attachments* on every part; leave the old images online until the end."
)
_WITHOUT_MEDIA = "There are no attachments to download: leave the box unticked."


def script(names: Sequence[str]) -> str:
    """Return `import.sh` for these parts."""
    return _SCRIPT.format(calls="\n".join(f'import_part {name} "$@"' for name in names))


def guide(names: Sequence[str], zone: str, *, attachments: bool) -> str:
    """Return `README.md` for these parts; `zone` is the IANA name of the new site's time zone."""
    return _GUIDE.format(
        count="There is one file" if len(names) == 1 else f"There are {len(names)} files",
        names=", ".join(f"`{name}`" for name in names),
        first=names[0],
        zone=zone,
        media=_WITH_MEDIA if attachments else _WITHOUT_MEDIA,
    )
