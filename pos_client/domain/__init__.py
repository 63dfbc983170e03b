"""Values and rules of a registration. Pure: no clock, no file, no network, no Qt."""
