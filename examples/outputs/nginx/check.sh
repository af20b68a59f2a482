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
301	http://dearmarigold.example/	https://askmarigold.example/
301	http://dearmarigold.example/2006/10	https://askmarigold.example/2006/10/
301	http://dearmarigold.example/2008/03/colleague-who-sighs.html	https://askmarigold.example/colleague-who-sighs/
301	http://dearmarigold.example/2009_05_01_archive.html	https://askmarigold.example/2009/05/
301	http://dearmarigold.example/2011/12/	https://askmarigold.example/2011/12/
301	http://dearmarigold.example/feeds/112298370068324671/comments/default	https://askmarigold.example/about/feed/
301	http://dearmarigold.example/feeds/1695489652276622509/comments/summary	https://askmarigold.example/feed-2/feed/
301	http://dearmarigold.example/feeds/5528846536821660352/comments/full	https://askmarigold.example/leap-day-you-may-ask/feed/
301	http://dearmarigold.example/feeds/8017270181376135675/comments/default	https://askmarigold.example/pi-day-or-pie-day-family-dispute/feed/
301	http://dearmarigold.example/feeds/posts/default/-/Q+%26+A	https://askmarigold.example/category/q-a/feed/
301	http://dearmarigold.example/feeds/posts/default/6319200081555652225	https://askmarigold.example/who-pays-when-nobody-has-said/
301	http://dearmarigold.example/search?updated-max=2005-12-18T21:00:59-05:00	https://askmarigold.example/2005/12/
410	http://dearmarigold.example/2006/02/lost-letter.html	
410	http://dearmarigold.example/feeds/2081555138381093338/comments/default	
410	http://dearmarigold.example/feeds/2081555138381093338/comments/full	
410	http://dearmarigold.example/feeds/2081555138381093338/comments/summary	
410	http://dearmarigold.example/feeds/2185151760713212653/comments/default	
410	http://dearmarigold.example/feeds/2185151760713212653/comments/full	
410	http://dearmarigold.example/feeds/2185151760713212653/comments/summary	
410	http://dearmarigold.example/feeds/pages/default	
410	http://dearmarigold.example/feeds/pages/default/	
410	http://dearmarigold.example/p/frequently-asked.html	
404	http://dearmarigold.example/migrator-nobody-published-this/	
SAMPLE
echo "$asked addresses asked, $wrong wrong answers"
[ "$wrong" = 0 ]
