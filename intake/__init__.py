"""What comes in: mails, their papers, and what is read of them. Read `receive` first: it is the stage, in order."""
