#!/bin/sh
# Installs these redirects in Apache: keeps what was there, tests the configuration, reloads. `sh undo.sh` goes back.
# Where things are elsewhere: ROOT=/etc/httpd SITES=conf.d TEST="apachectl configtest" RELOAD="apachectl graceful" sh apply.sh
set -eu
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$HERE/steps/settings.sh"
. "$HERE/steps/states.sh"

[ -d "$ROOT/$SITES" ] || { say "$ROOT/$SITES does not exist: is Apache installed, and are ROOT and SITES right?"; exit 1; }
keep_state
kept="$ROOT/migrator.before/$(last_state)/migrator/listen.conf"
remove_managed
cp -R "$HERE/migrator" "$ROOT/migrator"
[ ! -f "$kept" ] || cp "$kept" "$ROOT/migrator/listen.conf" # yours: it names the certificate
[ ! -f "$HERE/migrator.conf" ] || cp "$HERE/migrator.conf" "$ROOT/$SITES/migrator.conf"
if ! $TEST; then
  say "Apache does not accept the files, so everything is as it was. Is mod_rewrite on (a2enmod rewrite)?"
  go_back
  exit 1
fi
$RELOAD
say "Installed. Next: sh check.sh"
