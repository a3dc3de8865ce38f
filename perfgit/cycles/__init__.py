"""The turns of a cycle: closing it freezes every result."""
