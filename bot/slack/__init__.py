"""Slack: listeners that translate, builders that draw, and the gateway that alone calls Slack."""
