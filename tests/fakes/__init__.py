"""Small stand-ins with memory, one for each Protocol; the contract suites hold them to the real thing."""
