from tests.e2e.stage import chromium, demonstration, visit

__all__ = ["chromium", "demonstration", "visit"]
