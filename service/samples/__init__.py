"""Invented schools, people, papers and mails: what the demo and the tests send."""
