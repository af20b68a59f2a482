PLACE='the root of a Firebase project (the folder for firebase.json)'
MANAGED='firebase.json public/404.html'
REFUSED=firebase.json
LEFT='public/*'

source_of() { source=$FROM/$1; }
afterwards() { say "Next: firebase deploy --only hosting"; }
