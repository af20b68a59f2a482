PLACE='the folder that you publish (the one with index.html)'
BLOCK=_redirects
BLOCK_FILE=_redirects

afterwards() {
  say "Next: deploy. Lines of yours with * or :word must stand below all others in _redirects."
}
