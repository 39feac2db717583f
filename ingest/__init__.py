"""Files and folders -> Document -> Passage."""
