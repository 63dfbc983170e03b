"""The SAM_V language of nearly all card readers. Pure bytes: opens and waits for nothing."""
