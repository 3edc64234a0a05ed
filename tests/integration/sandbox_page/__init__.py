"""Tests of the sandbox's web page, in a real browser without a screen."""
