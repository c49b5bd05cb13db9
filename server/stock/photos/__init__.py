"""Photos of cars: upload, processing, storage."""
