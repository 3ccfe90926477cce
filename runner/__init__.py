"""What `./portal` does before Django exists: environment, processes, test phases. Standard library only."""
