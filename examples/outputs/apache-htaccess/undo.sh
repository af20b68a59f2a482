#!/bin/sh
# Goes back to the .htaccess that was there before the last `sh apply.sh`: sh undo.sh /var/www/html
set -eu
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
ROOT=${1:-${ROOT:-}}
MANAGED=.htaccess
. "$HERE/steps/states.sh"

[ -d "$ROOT" ] || { say "Name the web folder: sh undo.sh /var/www/html"; exit 1; }
go_back
say "The .htaccess of before is back."
