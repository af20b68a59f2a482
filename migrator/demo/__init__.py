"""The sample blog's server; it imports nothing else of migrator."""
