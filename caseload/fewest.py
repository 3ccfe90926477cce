"""Below these a figure could tell something of one person, so it is not shown. Pure."""

# Of clients, pairs or measurements.
FEWEST = 5
FEWEST_WORKERS = 3
