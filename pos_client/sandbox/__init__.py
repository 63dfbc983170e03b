"""The reference gateway: real HTTPS, real database, real checks; every person is invented."""
