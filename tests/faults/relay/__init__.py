"""The shop's relay: a real PostgreSQL, its counters, and what is done to them."""
