"""Tests, a folder for each room of perfgit."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
"""The repository, which is also the sample company."""
