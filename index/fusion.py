"""Fusion of retrievers: min-max convex combination (Bruch, Gai and Ingber 2023)."""

from collections.abc import Mapping


def min_max(scores: Mapping[int, float]) -> dict[int, float]:
    """Scale scores to 0..1; equal scores all become 1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {row: (score - low) / (high - low) for row, score in scores.items()}


def convex(sparse: Mapping[int, float], dense: Mapping[int, float], weight: float) -> list[tuple[int, float]]:
    """Rows of either retriever with `weight` x dense + (1 - weight) x sparse of the scaled scores, best first.

    A row that one retriever did not return counts 0 there; ties go to the smaller row, so that runs repeat.
    """
    a, b = min_max(sparse), min_max(dense)
    fused = {row: (1 - weight) * a.get(row, 0.0) + weight * b.get(row, 0.0) for row in a.keys() | b.keys()}
    return sorted(fused.items(), key=lambda item: (-item[1], item[0]))
