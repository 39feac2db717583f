"""Makes the evidence model (models/evidence): its data, its training, its files and its measures."""
