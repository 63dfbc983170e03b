"""The papers as something to hold: sheet, roll, and the ways to a printer."""
