"""Word lists of the PDF reader."""
