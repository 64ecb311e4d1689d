"""What is so, at one instant: arrays, no rules."""
