"""Tests of the window, without a counter behind it."""
