"""How fast: our service against its peers, on the same work in the same run."""
