# For example: RELOAD='systemctl restart gunicorn' sh apply.sh /srv/app
PLACE="the folder of your application's modules, for example /srv/app"
PYTHON=${PYTHON:-python3}
RELOAD=${RELOAD:-}
MANAGED='migrator_redirects.py migrator_redirects'

test_rules() {
  [ -f "$ROOT/migrator_redirects.py" ] || return 0
  (cd "$ROOT" && "$PYTHON" -B -c 'import migrator_redirects as m; m.Redirects()')
}
afterwards() {
  [ -n "$RELOAD" ] || say "Next: restart the application. Once: put the layer around it, as README.md says."
}
