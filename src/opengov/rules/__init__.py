"""What is required: rulebooks as data, and the engine that judges by them."""
