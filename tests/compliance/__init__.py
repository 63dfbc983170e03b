"""Each clause, each abuse and each code of the rules, with a test that bears its name."""
