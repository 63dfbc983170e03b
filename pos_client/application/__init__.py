"""Use cases behind one door, and the ports through which they reach the world."""
