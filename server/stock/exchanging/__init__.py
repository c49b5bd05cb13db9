"""Take tables of cars in and give them out."""
