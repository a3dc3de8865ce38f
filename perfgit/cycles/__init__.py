"""The transitions of a cycle: next, open, freeze, close; closing freezes every result."""
