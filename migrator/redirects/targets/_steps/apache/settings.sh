ROOT=${ROOT:-/etc/apache2}
SITES=${SITES:-sites-enabled}
TEST=${TEST:-apache2ctl configtest}
RELOAD=${RELOAD:-apache2ctl graceful}
MANAGED="migrator $SITES/migrator.conf"
