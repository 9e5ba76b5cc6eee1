"""The main job on an embedded mailbox with invented mails. Read `show` first."""
