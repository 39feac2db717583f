"""One loader a format: a file -> LoadedFile."""
