PLACE='the folder whose files the old host serves'
FILES=site
LEFT='*'

managed() { (cd "$FROM" && find . -type f) | sed 's|^\./||'; }
source_of() { source=$FROM/$1; }
afterwards() { say "Next: publish the folder."; }
