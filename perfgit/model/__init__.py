"""What the files say: a strict Pydantic model for every kind of file."""
