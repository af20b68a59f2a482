"""How old becomes new: permalink schemes, slug rules and verdicts."""
