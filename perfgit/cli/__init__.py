"""The commands: thin doors to the library, one module per group."""
