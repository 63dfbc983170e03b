"""One file for each step from one schema to the next."""
