"""How it looks: logic picks a word, the stylesheet picks the paint."""
