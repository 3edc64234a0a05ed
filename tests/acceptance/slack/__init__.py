"""The bot as people meet it: one sandbox, one bot, and hands that press what the screen says."""
