#!/bin/sh
# Asks for a sample of the old addresses, and for one that nobody published. Needs curl; changes nothing.
# AT=127.0.0.1:80 sh check.sh asks that server, before the names lead there; SCHEME=https asks so.
# SITE=www.example.org sh check.sh says whose addresses they are, where the list named no host.
set -u
asked=0
wrong=0
if [ -n "${AT:-}" ]; then set -- --connect-to "::$AT"; else set --; fi
while IFS='	' read -r status url location; do
  case $url in
  http://any-host.invalid/*)
    site=${SITE:-${AT:+any-host.invalid}}
    [ -n "$site" ] || { echo "Say which site: SITE=www.example.org sh check.sh" >&2; exit 2; }
    url=http://$site${url#http://any-host.invalid}
    path=${location#http://any-host.invalid}
    [ "$path" = "$location" ] || location=${SCHEME:-http}://$site$path
    ;;
  *) path=$location ;;
  esac
  url=${SCHEME:-http}${url#http}
  head=$(curl --silent --show-error --globoff --path-as-is --max-time 20 --output /dev/null --dump-header - "$@" -- "$url" | tr -d '\r')
  got=$(printf '%s\n' "$head" | awk 'NR == 1 {print $2}')
  where=$(printf '%s\n' "$head" | awk 'tolower($1) == "location:" {print $2; exit}')
  asked=$((asked + 1))
  if [ "$got" != "$status" ] || { [ "$where" != "$location" ] && [ "$where" != "$path" ]; }; then
    wrong=$((wrong + 1))
    printf 'WRONG %s\n  expected %s %s\n  got      %s %s\n' "$url" "$status" "$location" "$got" "$where"
  fi
done <<'SAMPLE'
