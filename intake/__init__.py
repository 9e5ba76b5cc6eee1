"""Mails come in, cases and their papers go out: a mail is fetched, taken apart, read, checked and opened as cases.

In: raw mail from a mailbox (`mailbox`, `imap`). Out: an `Outcome` for the store, and the mail in its folder. On the way
a `Letter` with papers, the `FileName` of each, the `Answers` of its form, an `Application` and its findings.
Read `receive` first: it is the stage, in order.
"""
