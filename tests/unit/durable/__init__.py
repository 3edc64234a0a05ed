"""The use cases of the bot, on a real database and a Slack of ten-line fakes."""
