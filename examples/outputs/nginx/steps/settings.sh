# Elsewhere, for example: ROOT=/usr/local/etc/nginx RELOAD='service nginx reload' sh apply.sh
ROOT=${ROOT:-/etc/nginx}
TEST=${TEST:-nginx -t}
RELOAD=${RELOAD:-nginx -s reload}
NEEDED=conf.d
MANAGED='migrator conf.d/00-migrator.conf'
YOURS=migrator/listen.conf # it names the certificate

afterwards() {
  [ ! -f "$HERE/migrator/same-domain.conf" ] || say "Once: put the line 'include migrator/same-domain.conf;' where README.md says, and reload."
}
