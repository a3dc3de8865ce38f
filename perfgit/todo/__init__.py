"""What is due on a day, from whom, and what to do about it. `check` never looks at the clock."""
