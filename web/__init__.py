"""Web: answers and documents -> pages a person reads."""
