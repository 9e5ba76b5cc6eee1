"""Answers: from what happened to a letter or a case to a mail in the school's mailbox.

    what happened ─due→ which mails are owed ─compose→ OutgoingMail (rendered, kept) ─deliver●→ recorded

What comes in: frozen values (a letter's reading, a case, a round). What goes out: OutgoingMail, and, through a Postman,
mail. Read `due` first (the table OWED says who gets which mail when), then `facts` (all that a template may know:
never a name of a child or parent, a CPR number, free text, a subject or a file name), then `deliver`.
"""
