"""Where the files lie, and how they are read and written."""
