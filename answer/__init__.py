"""Question -> Answer: one module a step; pipeline.py is the list of them."""

import index  # noqa: F401  (it keeps onnxruntime silent, which must be said before anything imports that)
