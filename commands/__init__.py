"""What the commands of `guide` do and print, where it takes more than one call; guide.py reads their options."""
