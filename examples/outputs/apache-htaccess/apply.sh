#!/bin/sh
# Puts these redirects at the top of .htaccess in a web folder, and keeps what was there: sh apply.sh /var/www/html
# With AT=127.0.0.1:80 it asks that server at once, and goes back if an answer is wrong.
set -eu
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
ROOT=${1:-${ROOT:-}}
MANAGED=.htaccess
. "$HERE/steps/states.sh"

[ -d "$ROOT" ] || { say "Name the web folder that answers the old hosts: sh apply.sh /var/www/html"; exit 1; }
keep_state
fresh="$ROOT/.htaccess.migrator"
{
  cat "$HERE/htaccess.txt"
  [ ! -f "$ROOT/.htaccess" ] || awk '/^# BEGIN migrator/ {ours = 1} !ours {print} /^# END migrator/ {ours = 0}' "$ROOT/.htaccess"
} >"$fresh"
mv "$fresh" "$ROOT/.htaccess"
if [ -n "${AT:-}" ] && ! sh "$HERE/check.sh"; then
  say "So everything is as it was."
  go_back
  exit 1
fi
say "Installed, and at work. Next: sh check.sh"
