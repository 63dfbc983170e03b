"""The fault matrix: sixty rows, the tests that prove them, and the page that says so."""
