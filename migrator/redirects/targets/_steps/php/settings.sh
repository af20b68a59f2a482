PLACE='the web folder that answers the old hosts, for example /var/www/old'
PHP=${PHP:-php}
MANAGED='migrator-redirects.php migrator-redirects index.php'
LEFT=index.php

test_rules() {
  if [ -f "$ROOT/migrator-redirects.php" ] && command -v "$PHP" >/dev/null; then
    "$PHP" -l "$ROOT/migrator-redirects.php" >&2
  fi
}
afterwards() {
  grep -q migrator-redirects "$ROOT/index.php" || say "Once: let $ROOT/index.php begin with: require __DIR__ . '/migrator-redirects.php';"
  say "Once: let the web server hand every address to index.php, as README.md says."
}
