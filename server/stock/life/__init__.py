"""Move cars through their life, and keep the police register."""
