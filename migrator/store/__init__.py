"""The project file (SQLite): schema, upgrades and one module per group of tables."""
