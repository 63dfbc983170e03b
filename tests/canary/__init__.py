"""Two hundred invented people on every path, crashes included: nothing written names one of them.

`./dev soak canary` sends all of them; the suite has a seeded slice.
"""
