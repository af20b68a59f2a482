#!/bin/sh
# Goes back to what was there before the last `sh apply.sh`; once more: to what was there before the one before.
set -eu
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$HERE/steps/states.sh"
. "$HERE/steps/settings.sh"

find_place "$@"
find_state
go_back
test_rules || stop "What was there before is back, and is not accepted: is a line of yours left that names our files? Nothing was reloaded."
reload_rules || stop "What was there before is back, but not at work yet: '$RELOAD' failed."
say "Everything is as it was before the last apply.sh."
