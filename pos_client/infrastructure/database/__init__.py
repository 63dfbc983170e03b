"""The counter's own SQLite: what \"saved\" means."""
