"""One attack a file, named after what it abuses. A file dropped in here is found and run."""
