"""The company on any tree of files: loaded and indexed, who holds which role, what may be shown."""
