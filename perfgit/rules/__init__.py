"""What must hold: small functions in one list, run by one engine."""
