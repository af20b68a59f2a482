#!/bin/sh
# Puts an empty object that redirects into a bucket for each line of objects.tsv, with Amazon's command line.
#
#   sh apply.sh BUCKET          shows what would be done
#   sh apply.sh BUCKET --live   does it; an object that is somebody's page is left alone
#   sh apply.sh BUCKET --undo   deletes the objects that still redirect as objects.tsv says
set -u
bucket=${1:?Usage: sh apply.sh BUCKET [--live|--undo]}
mode=${2:---show}
tab=$(printf '\t')
folder=$(dirname "$0")

redirect_of() { # prints where an object redirects to, "None" for a page, nothing where there is no object
  aws s3api head-object --bucket "$bucket" --key="$1" --query WebsiteRedirectLocation --output text 2>/dev/null </dev/null
}

while IFS="$tab" read -r key target; do
  case $mode in
    --live)
      if [ "$(redirect_of "$key")" = None ]; then
        printf 'left alone, there is a page of that name: %s\n' "$key"
        continue
      fi
      aws s3api put-object --bucket "$bucket" --key="$key" --website-redirect-location="$target" </dev/null >/dev/null || exit 1
      ;;
    --undo)
      [ "$(redirect_of "$key")" = "$target" ] || continue
      aws s3api delete-object --bucket "$bucket" --key="$key" </dev/null >/dev/null || exit 1
      ;;
    --show) printf '%s -> %s\n' "$key" "$target" ;;
    *) printf 'What is %s?\n' "$mode" >&2; exit 2 ;;
  esac
done <"$folder/objects.tsv"
