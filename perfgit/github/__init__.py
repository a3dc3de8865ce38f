"""GitHub: one session, pull requests as the gate sees them, and what is told there."""
