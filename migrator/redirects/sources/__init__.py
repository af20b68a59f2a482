"""Where redirects come from besides a project: one file per format."""
