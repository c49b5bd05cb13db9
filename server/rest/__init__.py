"""What every HTTP answer of the product has in common; `server/app.py` puts it together."""
