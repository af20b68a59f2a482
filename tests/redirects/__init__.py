"""Tests of rules, targets and proofs; `samples.py` holds what they share."""
