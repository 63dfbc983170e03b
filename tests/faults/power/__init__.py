"""A disk that loses, tears and reorders what was not synced, or refuses, under the real store."""
