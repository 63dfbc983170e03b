"""From the counter's state to what a page shows: frozen values, pure functions, no Qt."""
