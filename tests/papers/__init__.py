"""Papers that are drawn by code, for the tests of reading."""
