"""Recordings of readers, with nobody in them but invented people, and readers that play them."""
