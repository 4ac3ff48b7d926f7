"""Sessions: what was asked, tried and noted, kept so that nothing is lost and everything can be removed.

`store.Store` is the interface; `sqlite_store` keeps it in one SQLite file of the user. No module here knows the clock:
times are seconds since the epoch that the front ends pass in.
"""
