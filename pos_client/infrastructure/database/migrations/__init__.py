"""Every schema that was ever released, in order."""
