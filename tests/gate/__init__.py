"""The gate against a small company."""
