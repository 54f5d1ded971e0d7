"""Troubleshooting as a plain model: faults, actions, questions, costs; its optimum, its bounds and a quick choice."""
