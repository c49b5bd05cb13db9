"""What is run on the project by its developers, and is not part of the product."""
