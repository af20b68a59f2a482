"""Words in, words out; no migration logic."""
