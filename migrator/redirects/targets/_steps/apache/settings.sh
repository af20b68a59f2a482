# Elsewhere, for example: ROOT=/etc/httpd SITES=conf.d TEST='apachectl configtest' RELOAD='apachectl graceful' sh apply.sh
ROOT=${ROOT:-/etc/apache2}
SITES=${SITES:-sites-enabled}
TEST=${TEST:-apache2ctl configtest}
RELOAD=${RELOAD:-apache2ctl graceful}
NEEDED=$SITES
MANAGED="migrator $SITES/migrator.conf"
YOURS=migrator/listen.conf # it names the certificate

afterwards() {
  [ ! -f "$HERE/migrator/same-domain.conf" ] || say "Once: put the line 'Include migrator/same-domain.conf' where README.md says, and reload."
}
