"""Draw the screens. A view works nothing out: it says messages and sets words."""
