"""`guide doctor`: an installation looked over, each finding with what to do."""
