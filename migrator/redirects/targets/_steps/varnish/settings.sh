# Elsewhere, for example: ROOT=/usr/local/etc/varnish RELOAD='service varnish reload' sh apply.sh
ROOT=${ROOT:-/etc/varnish}
TEST=${TEST:-varnishd -C -p vcl_path=$ROOT -f $ROOT/default.vcl}
RELOAD=${RELOAD:-systemctl reload varnish}
NEEDED=default.vcl
MANAGED=migrator.vcl
LINE='include "migrator.vcl";'
LINE_FILE=default.vcl
LINE_AFTER='^[ \t]*vcl 4' # above every sub
LINE_FOR=migrator.vcl
