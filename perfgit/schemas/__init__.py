"""JSON Schemas of every kind of file, and settings that make editors use them."""
