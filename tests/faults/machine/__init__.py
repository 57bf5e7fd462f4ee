"""The machine that does anything to a year, against the model of `tests/faults/model`."""
