"""Keys and sealing in software. A token or a certified module would be a neighbour here."""
