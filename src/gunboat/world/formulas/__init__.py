"""Pure functions that rules share: no draws, no state of their own."""
