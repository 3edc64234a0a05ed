"""Programs that make files of this repository; run by hand, checked by the unit tests."""
