"""Document and rubric to an assessment; job description to a review."""
