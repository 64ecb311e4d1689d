"""How things happen: one subject a file. A rule never calls another; it puts an event on the agenda."""
