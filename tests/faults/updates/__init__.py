"""Row 57: updates that are cut, forged, held back or older than what is installed."""
