"""Sources of positions: gpsd, a receiver that speaks NMEA 0183, and what watches them."""
