"""migrator: move a blog to a new address so that every address it ever published keeps working."""

__version__ = "0.1.0"
