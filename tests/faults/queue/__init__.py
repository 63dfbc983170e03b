"""Random days of a shop's queues against a model: the machine, and the soak that runs it long."""
