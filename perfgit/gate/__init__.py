"""Who may change what: semantic changes, the authority table, verdicts."""
