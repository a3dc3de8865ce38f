"""The company on any tree of files: loaded, indexed, and who may do and see what."""
