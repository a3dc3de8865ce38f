"""MkDocs as an adapter: the handbook, and the plugin."""
