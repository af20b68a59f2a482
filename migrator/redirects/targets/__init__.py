"""Redirect targets: one file per server or host; `_contract.py` says how to add one."""
