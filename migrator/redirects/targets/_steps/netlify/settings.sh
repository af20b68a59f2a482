PLACE='the folder that you publish (the one with index.html)'
BLOCK=_redirects
BLOCK_FILE=_redirects

afterwards() {
  [ ! -f "$FROM/netlify.toml" ] || say "By hand: put the blocks of netlify.toml at the top of your own netlify.toml."
  say "Next: deploy."
}
