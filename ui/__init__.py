"""Shows it. The only place where Qt exists."""
