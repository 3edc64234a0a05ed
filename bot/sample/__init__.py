"""The invented people and the job description of the demo."""
