"""Question -> Answer: one module a step; pipeline.py is the list of them."""
