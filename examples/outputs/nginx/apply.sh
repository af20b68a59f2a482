#!/bin/sh
# Installs these redirects in nginx: keeps what was there, tests the configuration, reloads. `sh undo.sh` goes back.
# Where things are elsewhere: ROOT=/usr/local/etc/nginx TEST='nginx -t' RELOAD='service nginx reload' sh apply.sh
set -eu
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$HERE/steps/settings.sh"
. "$HERE/steps/states.sh"

[ -d "$ROOT/conf.d" ] || { say "$ROOT/conf.d does not exist: is nginx installed, and is ROOT right?"; exit 1; }
keep_state
kept="$ROOT/migrator.before/$(last_state)/migrator/listen.conf"
remove_managed
cp -R "$HERE/migrator" "$ROOT/migrator"
[ ! -f "$kept" ] || cp "$kept" "$ROOT/migrator/listen.conf" # yours: it names the certificate
cp "$HERE/00-migrator.conf" "$ROOT/conf.d/00-migrator.conf"
if ! $TEST; then
  say "nginx does not accept the files, so everything is as it was."
  go_back
  exit 1
fi
$RELOAD
say "Installed. Next: sh check.sh"
