"""Fakes that ship. The contract tests hold them to what the real ones do."""
