"""Somebody works on a device's database: is it noticed? `./dev soak audit` does it at length."""
