"""Measurements: speed and memory against yardsticks (`python -m bench`), and fuzzing."""
