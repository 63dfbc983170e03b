"""A SAM_V reader of our own: bytes in, bytes out, invented cards, and faults on request."""
