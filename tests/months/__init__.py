"""Months of honest and dishonest shops against the gateway's rules: `python -m tests.months`."""
