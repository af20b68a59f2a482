PLACE='the root of a Firebase project (the folder for firebase.json)'
MANAGED='firebase.json public/404.html'
REFUSED=firebase.json
LEFT='public/*'

source_of() { printf '%s\n' "$FROM/$1"; }
afterwards() { say "Next: firebase deploy --only hosting"; }
