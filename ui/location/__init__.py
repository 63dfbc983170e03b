"""The operating system's own service of positions, which Qt knows how to ask."""
