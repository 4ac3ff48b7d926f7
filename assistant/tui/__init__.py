"""The console: a Textual front end over the knowledge base, the conversation and the walks.

Nothing outside imports it but the command that opens it. Since 8.2.7 Textual asks the terminal for the Kitty keyboard
protocol with associated text, and terminals then send what an input method commits in pieces that arrive as junk. The
switch must be set before the first import of textual, and a person who set it knows better.
"""

import os

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
