"""Value objects, errors, paths and settings that every other package may use."""
