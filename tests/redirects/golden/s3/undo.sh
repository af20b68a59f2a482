#!/bin/sh
# Deletes the objects that still redirect as objects.tsv says: sh undo.sh BUCKET
exec sh "$(dirname "$0")/apply.sh" "${1:?Usage: sh undo.sh BUCKET}" --undo
