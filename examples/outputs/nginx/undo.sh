#!/bin/sh
# Goes back to the redirects that were in nginx before the last `sh apply.sh`, tests the configuration, reloads.
set -eu
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$HERE/steps/settings.sh"
. "$HERE/steps/states.sh"

go_back
if ! $TEST; then
  say "nginx does not accept what was there before: is a line 'include migrator/…' left somewhere? It still runs as it did."
  exit 1
fi
$RELOAD
say "Everything is as it was before the last apply.sh."
