"""Pure inference: posterior over causes, next step, explanation. No I/O, no clock."""
