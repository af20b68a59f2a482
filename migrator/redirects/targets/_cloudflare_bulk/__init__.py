"""Resources of the bulk redirects target: a script to emit; nothing here imports it."""
