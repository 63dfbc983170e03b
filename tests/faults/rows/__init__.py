"""Tests of the fault matrix, named by its rows; `tests/faults/matrix` makes the page of them."""
