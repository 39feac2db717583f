"""Passage -> immutable snapshot -> Hit."""

import os

# onnxruntime's wheels tell their maker over the internet about the computer they run on, unless this is said before they
# are imported. Nothing here asks anybody outside.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
