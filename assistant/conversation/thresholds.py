"""Thresholds of the conversation: what is close, sure or worth asking, on the scores of identification and search.

Measured with `python -m benchmarks conversation`; the decision is in docs/decisions.
"""

from __future__ import annotations

import re

from assistant.conversation.values import Facet

CLOSE = 0.04
"""Readings whose scores differ by less than this are asked about."""
LIKELY = 0.5
"""A reading that scores this much and has an article is asked about when the best one has none."""
MAX_QUESTIONS = 2
"""After this many clarifying questions in a row the candidates are shown."""
MAX_HISTORY = 50
SHOWN_CANDIDATES = 5
FEW_TOKENS = {"ja": 4, "en": 2}
"""A question of so few words that the page knows stays with it."""
BARE_NUMBER = re.compile(r"(?<![\w.,:/-])(?:\d{3}|1\d{4})(?![\w.,:/-])")
QUESTION_SURE = 0.7
WHETHER_CAUSE = 0.3
"""A yes-or-no question about a code names a cause when the cause holds this share of its words."""
ASKS_WHETHER = (None, Facet.MEANING, Facet.CAUSE)
"""What a yes-or-no question on a cause may sound like besides."""
MIN_COMPARED = 2
TREE_BEHIND = 0.22
"""How much better than a tree the one page that is clearly found must fit to be answered with instead."""
TREE_FAR_BEHIND = 0.3
"""The same where several pages fit alike: then a question has to be asked anyway."""
NEARLY_CERTAIN = 0.9
"""A page alone at the top that scores this much is answered with, whatever tree fits."""
FAR_BEHIND = 0.3
"""Pages that score this much less than the best are no candidates."""
CLOSE_PAGES = 0.12
"""Pages within this of the best are close to each other."""
FEW_PAGES = 4
"""So many close pages are named at once; more are told apart by a question."""
MAX_CANDIDATES = 10
LONE_NUMBER = re.compile(r"(?<![\w.])(?:0x[0-9a-f]{4,16}|\d{3,11})(?![\w.])")
WORTH_ASKING = 0.48
"""Words alone must fit a page this well to be asked about; below, the page is only named as the nearest one."""
OF_THIS_PAGE = 0.5
"""The share of an input's words that a page must know for the input to be about it."""
SHOWN_NEAREST = 3
