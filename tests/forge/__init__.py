"""Forgeries by the million: `./dev soak forge` offers them to a gateway and counts acceptances."""
