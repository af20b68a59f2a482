# Elsewhere, for example: ROOT=/usr/local/etc/caddy RELOAD='caddy reload --config /usr/local/etc/caddy/Caddyfile' sh apply.sh
ROOT=${ROOT:-/etc/caddy}
TEST=${TEST:-caddy validate --adapter caddyfile --config $ROOT/Caddyfile}
RELOAD=${RELOAD:-systemctl reload caddy}
NEEDED=Caddyfile
MANAGED=migrator
LINE='import migrator/site.caddy'
LINE_FILE=Caddyfile
LINE_FOR=migrator/site.caddy

afterwards() {
  [ -f "$HERE/$LINE_FOR" ] || say "Once: put the line 'import migrator/rules.caddy' where README.md says, and reload."
}
