"""One file per way to read a card."""
