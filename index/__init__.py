"""Passage -> immutable snapshot -> Hit."""
