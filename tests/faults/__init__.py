"""What may go wrong at a counter, done to it on purpose, and counted."""
