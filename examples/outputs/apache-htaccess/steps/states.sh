# Shared by apply.sh and undo.sh: what they touch, what was there before, and the way back to it.
# settings.sh says what differs from target to target. Each `sh apply.sh` keeps a state in $KEPT/1, 2, …:
# `paths` (what it touched below $ROOT), `before`, `after`, and what was made of a line or a block in your own file.

PLACE=    # which folder the command line names; empty for a server, whose folder is known
NEEDED=   # what $ROOT must hold, or it is the wrong folder
MANAGED=  # what is ours below $ROOT; the same name, or its last part, lies in this folder
YOURS=    # one of those files that you write to: it stays as you left it
LEFT=     # pattern: a file of yours that has such a name stays, and ours is left out
REFUSED=  # pattern: a file of yours that has such a name stops everything
LINE=     # a line in a file of yours ($LINE_FILE, after $LINE_AFTER or at its end) that reads $LINE_FOR
BLOCK=    # a file of ours that becomes the first lines of a file of yours ($BLOCK_FILE)
FILES=.   # where in this folder our files lie
TEST=${TEST:-}
RELOAD=${RELOAD:-}

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }
there() { [ -e "$1" ] || [ -L "$1" ]; }
same() { diff -r "$1" "$2" >/dev/null 2>&1; }

managed() { for path in $MANAGED; do printf '%s\n' "$path"; done; }
source_of() { if there "$FROM/$1"; then source=$FROM/$1; else source=$FROM/${1##*/}; fi; } # sets $source
test_rules() {
  [ -n "$TEST" ] || return 0
  said=$($TEST 2>&1) || { printf '%s\n' "$said" | tail -n 20 >&2; return 1; }
}
reload_rules() { $RELOAD; }
afterwards() { :; }

find_place() { # FOLDER HOST, both only where the target needs them
  [ -z "$PLACE" ] || ROOT=${1:-${ROOT:-}}
  [ -z "$PLACE" ] || [ -n "$ROOT" ] || stop "Name $PLACE: sh $0 FOLDER"
  [ -d "$ROOT" ] || stop "$ROOT is no folder: is ROOT right?"
  ROOT=$(CDPATH='' cd -- "$ROOT" && pwd)
  for path in $NEEDED; do
    [ -e "$ROOT/$path" ] || stop "$ROOT/$path does not exist: is ${PLACE:-the server} there, and is ROOT right?"
  done
  [ -w "$ROOT" ] || stop "You may not write to $ROOT: run this as its owner or as root, for example with sudo."
  if [ -n "$PLACE" ]; then KEPT=${KEPT:-$ROOT.migrator}; else KEPT=${KEPT:-$ROOT/migrator.before}; fi
}

find_files() { # the files of one old host, where there is a folder for each
  FROM="$HERE/$FILES"
  if [ -n "$(host_folders)" ]; then
    [ -n "${2:-}" ] && host_folders | grep -qxF -- "$2" || stop "Name the old host as well: sh $0 FOLDER HOST, with one of:" $(host_folders)
    FROM="$FROM/$2"
  fi
  [ -z "$LINE" ] || [ -f "$ROOT/$LINE_FILE" ] || stop "$ROOT/$LINE_FILE does not exist: is ROOT right?"
}

host_folders() {
  [ -f "$HERE/steps/hosts" ] || return 0
  while IFS= read -r host; do
    if [ -d "$HERE/$FILES/$host" ]; then printf '%s\n' "$host"; fi
  done <"$HERE/steps/hosts"
}

last_state() { ls "$KEPT" 2>/dev/null | sort -n | tail -n 1; }

# --- before ----------------------------------------------------------------------------------------------

keep_state() {
  last=$(last_state)
  previous=${last:+$KEPT/$last}
  state="$KEPT/$((${last:-0} + 1))"
  own=$(ours) || exit 1
  mkdir -p "$state/before" "$state/after" 2>/dev/null || stop "You may not write to $KEPT. Say where states are kept, here and for undo.sh: KEPT=… sh $0"
  [ -z "$PLACE" ] || chmod 700 "$KEPT"
  printf '%s\n' "$own" | sed '/^$/d' >"$state/own"
  { cat "$state/own"; stale; } | LC_ALL=C sort -u >"$state/paths"
  copy_paths "$ROOT" "$state/before"
  keep_line
  keep_block
  [ "${last:-0}" -lt 9 ] || rm -rf "$KEPT/$((last - 8))"
}

ours() { # what is managed, without what is somebody else's
  managed | while IFS= read -r path; do
    if somebody_elses "$path"; then
      case $path in
      $REFUSED) stop "$ROOT/$path is there, and is not what apply.sh put there: merge by hand as README.md says under Apply. Nothing was changed." ;;
      $LEFT) say "Left alone, because it is yours: $ROOT/$path"; continue ;;
      esac
    fi
    printf '%s\n' "$path"
  done
}

somebody_elses() {
  there "$ROOT/$1" && source_of "$1" && ! same "$source" "$ROOT/$1" && ! { [ -n "$previous" ] && same "$previous/after/$1" "$ROOT/$1"; }
}

stale() { # what the last set of rules put there, this one does not have, and nobody has changed since
  [ -n "$previous" ] || return 0
  while IFS= read -r path; do
    if there "$previous/after/$path" && same "$previous/after/$path" "$ROOT/$path"; then printf '%s\n' "$path"; fi
  done <"$previous/own"
}

copy_paths() { # what is in the state's list, from one folder to another
  while IFS= read -r path; do
    if there "$1/$path"; then copy "$1/$path" "$2/$path"; fi
  done <"$state/paths"
}

copy() {
  [ -d "${2%/*}" ] || mkdir -p "${2%/*}"
  cp -RPp "$1" "$2"
}

remove_paths() {
  while IFS= read -r path; do rm -rf "${ROOT:?}/${path:?}"; done <"$state/paths"
}

# --- now -------------------------------------------------------------------------------------------------

install_rules() {
  remove_paths
  while IFS= read -r path; do
    source_of "$path"
    there "$source" || continue
    new_folders "$path" >>"$state/folders"
    copy "$source" "$ROOT/$path"
  done <"$state/own"
  for path in $YOURS; do
    if [ -f "$state/before/$path" ]; then
      cp -p "$state/before/$path" "$ROOT/$path"
    elif [ -n "$previous" ] && [ -f "$previous/after/$path" ]; then
      rm -f "$ROOT/$path"
    fi
  done
  add_line
  [ -z "$BLOCK" ] || put_block "$FROM/$BLOCK"
}

new_folders() {
  folder=$1
  while [ "$folder" != "${folder%/*}" ]; do
    folder=${folder%/*}
    [ -d "$ROOT/$folder" ] || printf '%s\n' "$folder"
  done
}

record_state() { copy_paths "$ROOT" "$state/after"; }

# --- and back --------------------------------------------------------------------------------------------

find_state() {
  last=$(last_state)
  [ -n "$last" ] || stop "Nothing to go back to: no state is kept in $KEPT."
  state="$KEPT/$last"
}

go_back() {
  remove_paths
  copy_paths "$state/before" "$ROOT"
  if [ -f "$state/folders" ]; then
    LC_ALL=C sort -r "$state/folders" | while IFS= read -r folder; do
      rmdir "$ROOT/$folder" 2>/dev/null || :
    done
  fi
  if [ -f "$state/line" ]; then take_line; fi
  if [ -f "$state/block" ]; then put_block "$state/block"; fi
  rm -rf "$state"
}

# --- a line, or a block, in a file of yours --------------------------------------------------------------

replace_content() { # of a file, by standard input that does not come from it
  if [ -L "$1" ]; then cat >"$1"; return; fi
  if [ -f "$1" ]; then cp -p "$1" "$1.migrator-new"; fi
  cat >"$1.migrator-new"
  mv "$1.migrator-new" "$1"
}

has_line() { sed 's/^[[:space:]]*//; s/[[:space:]]*$//' "$ROOT/$LINE_FILE" | grep -qxF -- "$LINE"; }

keep_line() { # a line that was there before is left where it is
  [ -n "$LINE" ] && there "$FROM/$LINE_FOR" && ! has_line || return 0
  printf '%s\n' "$LINE" >"$state/line"
}

add_line() {
  [ -f "$state/line" ] || return 0
  awk -v line="$LINE" -v after="${LINE_AFTER:-}" '
    {print}
    !done && after != "" && $0 ~ after {print line; done = 1}
    END {if (!done) print line}' "$ROOT/$LINE_FILE" >"$state/written"
  replace_content "$ROOT/$LINE_FILE" <"$state/written"
}

take_line() {
  awk -v line="$LINE" '{bare = $0; gsub(/^[ \t]+|[ \t\r]+$/, "", bare)} bare != line {print}' "$ROOT/$LINE_FILE" >"$state/written"
  replace_content "$ROOT/$LINE_FILE" <"$state/written"
}

keep_block() {
  [ -n "$BLOCK" ] || return 0
  : >"$state/block"
  [ -f "$ROOT/$BLOCK_FILE" ] || { : >"$state/block.new"; return 0; }
  awk '/^# BEGIN migrator/ {ours = 1} ours {print} /^# END migrator/ {ours = 0}' "$ROOT/$BLOCK_FILE" >"$state/block"
}

put_block() { # the lines of a file, or none, in place of those between the two marks
  {
    if [ ! -s "$1" ] || head -n 1 "$1" | grep -q '^# BEGIN migrator'; then
      cat "$1"
    else
      echo '# BEGIN migrator'
      cat "$1"
      echo '# END migrator'
    fi
    [ ! -f "$ROOT/$BLOCK_FILE" ] || awk '/^# BEGIN migrator/ {ours = 1} !ours {print} /^# END migrator/ {ours = 0}' "$ROOT/$BLOCK_FILE"
  } >"$state/written"
  if [ ! -s "$state/written" ] && [ -f "$state/block.new" ]; then
    rm -f "$ROOT/$BLOCK_FILE"
  else
    replace_content "$ROOT/$BLOCK_FILE" <"$state/written"
  fi
}
