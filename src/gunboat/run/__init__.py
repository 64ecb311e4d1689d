"""Letting it happen: the loop, the record as a seat, one history, many histories, and what they return."""
