"""Counters killed at any instant and at every named step: `./dev soak kill`.

The oracle stands outside: what a counter said on its pipe before it died, against the gateway's
ledger and the store's file.
"""
