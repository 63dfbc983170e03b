"""Pictures of the customer in front of the counter: cameras, their frames, hints on a frame."""
