"""What must hold: small functions from a company to problems, registered in one list."""
