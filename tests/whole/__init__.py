"""The whole program, worked from outside its process."""
