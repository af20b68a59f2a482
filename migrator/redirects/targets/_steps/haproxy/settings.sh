# Elsewhere, for example: ROOT=/usr/local/etc/haproxy OPTIONS=/etc/sysconfig/haproxy sh apply.sh
ROOT=${ROOT:-/etc/haproxy}
OPTIONS=${OPTIONS:-/etc/default/haproxy} # where the files are named that HAProxy reads
TEST=${TEST:-haproxy -c -q -f $ROOT/haproxy.cfg -f $ROOT/migrator}
RELOAD=${RELOAD:-systemctl reload haproxy}
NEEDED=haproxy.cfg
MANAGED=migrator
YOURS=migrator/2-listen.cfg # it names the certificate

is_read() { grep -v '^[[:space:]]*#' "$OPTIONS" 2>/dev/null | grep -qF -- "-f $ROOT/migrator"; }
test_rules() {
  [ -d "$ROOT/migrator" ] || return 0
  said=$($TEST 2>&1) || { printf '%s\n' "$said" | tail -n 20 >&2; return 1; }
}
reload_rules() {
  is_read || return 0
  [ -d "$ROOT/migrator" ] || { say "Now take '-f $ROOT/migrator' out of $OPTIONS and restart HAProxy."; return 0; }
  $RELOAD
}
afterwards() {
  is_read || say "Not at work yet. Once: append '-f $ROOT/migrator' to EXTRAOPTS in $OPTIONS, then restart HAProxy."
}
