"""A plug-in that ends the program instead of being imported."""

import sys

sys.exit("this computer has no licence")
