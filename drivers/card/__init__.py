"""What the 256 bytes of a card mean."""
