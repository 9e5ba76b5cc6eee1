"""Forms that are not ours, read three ways and counted.

`papers` is what is read, `ways` the three ways of reading, `score` what is right, `lanes` the run, `tables` its
figures, and `page` puts the committed ones into docs.
"""
