# Elsewhere, for example: ROOT=/usr/local/etc/lighttpd CONF=conf.d/90-migrator.conf sh apply.sh
ROOT=${ROOT:-/etc/lighttpd}
CONF=${CONF:-conf-enabled/90-migrator.conf} # lighttpd.conf must include the folder
TEST=${TEST:-lighttpd -tt -f $ROOT/lighttpd.conf}
RELOAD=${RELOAD:-systemctl restart lighttpd}
NEEDED="lighttpd.conf ${CONF%/*}"
MANAGED=$CONF

source_of() { source=$FROM/migrator.conf; }
