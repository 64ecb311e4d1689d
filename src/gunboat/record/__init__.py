"""What is known: the tables of a war's record, their columns and units, and how they are read and checked."""
