"""Starts a real engine on loopback, asks it at socket level and compares the answers."""
