"""The pages over HTTP: who is asking, may they, and what do they get.

In: a request. Out: a page, a file, or a place to go. Read `table` first (every page there is, and for whom), then
`asked` (what a page is handed and what it gives), `site` (the way of a request), `doors` (how people come in).
"""
