"""Real servers for tests, on loopback, ended with the test."""
