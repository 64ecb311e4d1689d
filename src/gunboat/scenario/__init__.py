"""Where we start: the schema of a war, its reader, and its resolved form with every default made explicit."""
