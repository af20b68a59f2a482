PLACE='the folder of the new WordPress (the one with wp-content), for example /var/www/html'
PHP=${PHP:-php}
NEEDED=wp-content
MANAGED='wp-content/mu-plugins/migrator-redirects.php wp-content/mu-plugins/migrator-redirects'

test_rules() {
  plugin="$ROOT/wp-content/mu-plugins/migrator-redirects.php"
  if [ -f "$plugin" ] && command -v "$PHP" >/dev/null; then "$PHP" -l "$plugin" >&2; fi
}
afterwards() { say "If there is a page cache, empty it: wp cache flush, and in the cache's own plug-in."; }
