"""Troubleshooting as a plain model: faults, actions, questions, costs; the optimum, bounds of it, and a quick choice."""
