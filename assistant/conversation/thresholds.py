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
COUNTERS = (r"\s*(?:分|秒|回|台|人|名|時|日|月|年|週|度|階|番目|つ目|字|円|個|本|枚|件|歳|才|代|倍|億|万|千"
            r"|times|minutes|hours|days|weeks|months|years|people|users|pcs|percent|words|dollars|euros|km|kg)")
"""What makes a number a count of something."""
BARE_NUMBER = re.compile(
    rf"(?:(?<![a-z0-9_.,:/-])(?=\d{{3}})|^\W*)(\d{{1,5}})(?![\d/-]|[.,:]\d|[a-z]|{COUNTERS})")
PLAIN_NUMBERS = ("decimal", "signed")
"""Spellings that every maker uses."""
HTTP_ERRORS = range(400, 600)
"""What web servers answer with when they refuse or fail (RFC 9110, section 15)."""
NOT_SAID_TO_BE = ("count", "amount", "place", "ordinal", "series", "time", "date", "event")
"""What a number may have been taken for that a page answers as a code: who speaks of the event log may mean the code
that an event shows."""
LEAST_COUNTED = 100
"""A smaller number that counts something is only a count."""
ANOTHER_NUMBER = re.compile(rf"(?<![\w.,:/%-])(\d{{2,5}})(?![\d/%-]|[.,:]\d|[a-z]|{COUNTERS})")
"""Another number in a question that goes on about codes: no count of something."""
ANOTHER_HEX = re.compile(rf"(?<![\w.,:/%-])(?=[0-9a-f]*\d)([0-9a-f]{{2,4}})(?![\d/%-]|[.,:]\d|[a-z]|{COUNTERS})")
TELLING, TELLING_OF_MACHINES = 1000, 100
"""A number of so many digits that a page answers is hardly one of another maker's product."""
HEX_FAMILIES = ("bugcheck",)
"""The same in hexadecimal, for families whose codes are hardly ever written otherwise."""
ENDING = re.compile(
    r"(?:ending (?:in|with)|ends (?:in|with)|末尾が|末尾の|下\s?\d\s?桁が|最後が|[.…]{2,}|…)\s*"
    r"([0-9a-f]{3,4})(?![0-9a-z])")
"""The last digits of a number that somebody reads out."""
SHORT = {"ja": 24, "en": 40}
"""An input of so many characters without a question word is a detail of what is talked about."""
QUESTION_SURE = 0.7
WHETHER_CAUSE = 0.3
"""A yes-or-no question about a code names a cause when the cause holds this share of its words."""
ASKS_WHETHER = (None, Facet.MEANING, Facet.CAUSE)
"""What a yes-or-no question on a cause may sound like besides."""
MIN_COMPARED = 2
TREE_BEHIND = 0.15
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
WORTH_ANSWERING = 0.48
"""Words alone must fit a page this well for it to be taken as what is meant, or asked about among its like."""
WORTH_ASKING, WORTH_OFFERING = 0.36, 7.5
"""Where a number is asked for by what it means, a page is worth naming that fits this well, or of which several parts
of the text are worth this together (`Hit.evidence`), however much else a long sentence says."""
CLOSE_TREES = 0.2
"""Trees within this of the best one, all of which hold every word, are asked about."""
OF_THIS_PAGE = 0.5
"""The share of an input's words that a page must know for the input to be about it."""
ALL_OF_IT = 0.75
"""The share that it must know for a thing of others not to be the subject."""
SHOWN_NEAREST = 3
