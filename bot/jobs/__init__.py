"""Durable work: workflows, the senders of the ledger and the clock."""
