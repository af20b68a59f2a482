"""Where content goes: one file per import format; `_contract.py` says how to add one."""
