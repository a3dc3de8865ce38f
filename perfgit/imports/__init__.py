"""`perfgit import`: people, teams, strategy and goals from tables (CSV)."""
