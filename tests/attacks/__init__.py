"""What somebody would try, tried: `./dev attack` runs every script and counts what got through."""
