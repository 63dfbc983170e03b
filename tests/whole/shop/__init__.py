"""`./dev demo --shop N`: several counters of one outlet with a relay, and what is done to them."""
