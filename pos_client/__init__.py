"""What a registration is, how it is kept and how it reaches the gateway. Runs without a screen."""

__version__ = "0.1.0"
