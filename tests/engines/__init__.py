"""Real engines for tests: a WordPress that boots from nothing, without network."""
