"""The carrier's gateway over HTTPS: its file, the enrolment, and every call of the port."""
