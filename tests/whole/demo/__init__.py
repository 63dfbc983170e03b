"""The automatic demo: one day at the counter, worked from outside the program's process."""
