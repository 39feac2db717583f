"""Question sets, measures, baselines, reports."""
