#!/bin/sh
# Imports all parts in order with WP-CLI and stops at the first one that fails.
# Run it again after a failure: what is imported already is recognised and left alone.
# Options for wp go behind it, for example:  sh import.sh --path=/var/www/blog --user=admin
set -eu
cd -- "$(dirname -- "$0")"

command -v wp >/dev/null || { echo 'WP-CLI (wp) is not installed: see https://wp-cli.org' >&2; exit 127; }
wp plugin is-active wordpress-importer "$@" || wp plugin install wordpress-importer --activate "$@"

import_part() {
  part=$1
  shift
  printf 'Importing %s\n' "$part"
  wp import "$part" --authors=create "$@"
}

import_part part-001.xml "$@"
echo 'All parts are imported.'
