# Shared by apply.sh and undo.sh: keeps each state that was there before, and can go back to it.
# What is managed are the paths in $MANAGED below $ROOT; states lie in $ROOT/migrator.before/1, 2, …

say() { printf '%s\n' "$*" >&2; }

last_state() { ls "$ROOT/migrator.before" 2>/dev/null | sort -n | tail -n 1; }

keep_state() {
  last=$(last_state)
  state="$ROOT/migrator.before/$((${last:-0} + 1))"
  copy_managed "$ROOT" "$state"
  oldest=$((${last:-0} - 8))
  [ "$oldest" -lt 1 ] || rm -rf "$ROOT/migrator.before/$oldest"
}

copy_managed() {
  mkdir -p "$2"
  for path in $MANAGED; do
    if [ -e "$1/$path" ] || [ -L "$1/$path" ]; then
      mkdir -p "$(dirname "$2/$path")"
      cp -RPp "$1/$path" "$2/$path"
    fi
  done
}

remove_managed() {
  for path in $MANAGED; do rm -rf "${ROOT:?}/$path"; done
}

go_back() {
  last=$(last_state)
  [ -n "$last" ] || { say "Nothing to go back to: no state is kept in $ROOT/migrator.before."; return 1; }
  remove_managed
  copy_managed "$ROOT/migrator.before/$last" "$ROOT"
  rm -rf "$ROOT/migrator.before/$last"
}
