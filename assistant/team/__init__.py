"""The team: work and knowledge that several people have in common, kept in PostgreSQL (`naze[team]`).

`connection` opens the server, `schema` says what lies there, `postgres_store` is the store there, `team_store` the
store that works here first and sends later. Nothing but `address` is imported before the settings name a server.
"""
