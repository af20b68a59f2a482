"""Where content comes from: one file per platform; `_contract.py` says how to add one."""
