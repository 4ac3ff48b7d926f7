"""The interface for agents: the knowledge base, the conversation and the walks as tools of the Model Context Protocol.

Nothing outside imports it but the command `naze mcp`. The official SDK is used in `server` alone and comes with the
extra `naze[mcp]`; everything else here is plain values.
"""
