"""Manners, budgets, breaker and readings of answers, without a socket and without waiting."""
