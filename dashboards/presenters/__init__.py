"""Words and numbers of the supervisor's pages, ready to print."""
