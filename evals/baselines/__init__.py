"""Other people's retrievers and our own in one form, so that a figure of ours can be read against theirs."""
