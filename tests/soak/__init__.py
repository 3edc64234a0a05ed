"""What must run longer than a test: each module's ``run`` prints figures, and says if they hold."""
