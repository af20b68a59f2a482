#!/bin/sh
# Installs these redirects: keeps what is there, tests, and only then lets them work. `sh undo.sh` goes back.
# What differs elsewhere is at the top of steps/settings.sh and can be said before the command: ROOT=/elsewhere sh apply.sh
set -eu
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$HERE/steps/states.sh"
. "$HERE/steps/settings.sh"

find_place "$@"
find_files "$@"
keep_state
trap 'say "These rules were not accepted, so everything is as it was."; go_back' EXIT
trap 'exit 130' HUP INT TERM
install_rules
test_rules || exit 1
if [ -n "$PLACE" ] && [ -n "${AT:-}" ] && [ -f "$HERE/check.sh" ]; then sh "$HERE/check.sh" || exit 1; fi
trap - EXIT HUP INT TERM
record_state
reload_rules || stop "Installed and accepted, but not at work yet: '$RELOAD' failed. sh undo.sh goes back."
say "Installed; what was there is kept in $state."
afterwards
