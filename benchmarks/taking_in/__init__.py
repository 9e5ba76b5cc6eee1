"""Taking mails in, ours and others': the same invented mails in the same Dovecot, each contender in its own process."""
