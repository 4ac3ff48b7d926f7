"""The conversation: a beginner asks, the expert answers from the knowledge base and cites it.

`assistant.conversation.engine.respond` is a pure function of the knowledge base, the session and the input: no clock,
no screen, no file. The same session and the same inputs give the same replies.
"""
