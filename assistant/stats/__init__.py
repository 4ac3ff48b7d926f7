"""Numbers for whoever leads a helpdesk: what was asked, what was mended at once, where walks stop, what is missing.

`figures` counts, `tables` words, `charts` draws (`naze[charts]`). All of it is a function of what the store has.
"""
