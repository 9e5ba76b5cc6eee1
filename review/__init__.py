"""The coordinator's side: pages to look at, and the decisions a person takes. Read `decide` first."""
