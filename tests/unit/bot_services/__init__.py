"""The pure parts of the use cases of the bot."""
