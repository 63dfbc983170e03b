"""What client and gateway say to each other: bytes, signatures and types, shared by both sides."""
