from tests.e2e.stage import chromium, demonstration, seeded, visit

__all__ = ["chromium", "demonstration", "seeded", "visit"]
