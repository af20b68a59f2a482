"""How old URLs are answered: the rule model, the compiler and one file per target."""
