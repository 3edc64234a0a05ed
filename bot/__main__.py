"""Run Plumbline: `python -m bot`."""
