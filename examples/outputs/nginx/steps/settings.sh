ROOT=${ROOT:-/etc/nginx}
TEST=${TEST:-nginx -t}
RELOAD=${RELOAD:-nginx -s reload}
MANAGED='migrator conf.d/00-migrator.conf'
