"""Adapters: how the ports reach disk, gateway and keys."""
