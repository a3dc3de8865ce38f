"""What the data say about the company as a whole."""
