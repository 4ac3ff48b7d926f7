"""Romaji: one spelling for Japanese words typed in Latin letters, and the same spelling of kana.

Hepburn and Kunrei, long vowels written or left out, `nn` and `n'` all come to one form: にんしょう, ninshou, ninshō,
ninnsyou and ninsho are `ninsyo`. The form is for comparing only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_KANA = {
    kana: roma
    for row, vowels in {
        "あいうえお": ("a", "i", "u", "e", "o"), "かきくけこ": ("ka", "ki", "ku", "ke", "ko"),
        "がぎぐげご": ("ga", "gi", "gu", "ge", "go"), "さしすせそ": ("sa", "si", "su", "se", "so"),
        "ざじずぜぞ": ("za", "zi", "zu", "ze", "zo"), "たちつてと": ("ta", "ti", "tu", "te", "to"),
        "だぢづでど": ("da", "zi", "zu", "de", "do"), "なにぬねの": ("na", "ni", "nu", "ne", "no"),
        "はひふへほ": ("ha", "hi", "hu", "he", "ho"), "ばびぶべぼ": ("ba", "bi", "bu", "be", "bo"),
        "ぱぴぷぺぽ": ("pa", "pi", "pu", "pe", "po"), "まみむめも": ("ma", "mi", "mu", "me", "mo"),
        "らりるれろ": ("ra", "ri", "ru", "re", "ro"), "やゆよわを": ("ya", "yu", "yo", "wa", "o"),
    }.items()
    for kana, roma in zip(row, vowels, strict=True)
}
_SMALL_Y = {"ゃ": "a", "ゅ": "u", "ょ": "o", "ぇ": "e"}
_SMALL_VOWELS = {"ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_HEPBURN = (
    ("tch", "tty"), ("cch", "tty"), ("ssh", "ssy"), ("sh", "sy"), ("ch", "ty"), ("jy", "zy"), ("j", "zy"),
    ("ts", "t"), ("fu", "hu"), ("thi", "ti"), ("dhi", "di"), ("wo", "o"),
)
_LONG = re.compile(r"ou|oo|uu|aa|ii|ee")
_ROMAJI = re.compile(r"(?:(?:([kstpgzdbhf])(?=\1))?(?:[kgsztdnhbpmrf]y?|y|w)?[aiueo]|n(?![aiueoy]))+\Z")
_KANA_ONLY = re.compile(r"[ぁ-ゖァ-ヶー]+\Z")


def is_kana(text: str) -> bool:
    """Whether a text is kana alone."""
    return bool(_KANA_ONLY.match(text))


@lru_cache(maxsize=8192)
def kana_to_romaji(text: str) -> str:
    """Kana in the one spelling; a character that is no kana is left out."""
    out = ""
    double = False
    for char in unicodedata.normalize("NFKC", text):
        kana = chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char
        if kana == "っ":
            double = True
            continue
        if kana == "ん":
            out += "n'"
        elif kana in _SMALL_Y and out[-1:] == "i":
            out = out[:-1] + "y" + _SMALL_Y[kana]
        elif kana in _SMALL_VOWELS and out[-1:] in ("u", "e", "o", "i"):
            before = out[:-2] + "f" if out.endswith("hu") else out[:-1] + "w" if out[-2:-1] in ("", "'") else out[:-1]
            out = before + _SMALL_VOWELS[kana]
        else:
            roma = _KANA.get(kana, "")
            out += roma[:1] + roma if double and roma else roma
        double = False
    return _shorten(out)


@lru_cache(maxsize=8192)
def normalize_romaji(word: str) -> str:
    """A Latin word in the one spelling, or "" when it cannot be romaji."""
    plain = "".join(each for each in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(each))
    if not plain.replace("'", "").replace("-", "").isalpha() or not plain.isascii():
        return ""
    plain = plain.replace("-", "")
    for written, one in _HEPBURN:
        plain = plain.replace(written, one)
    plain = re.sub(r"m(?=[bpm])", "n'", plain.replace("yi", "i"))
    plain = _shorten(plain)
    return plain if _ROMAJI.match(plain) else ""


def _shorten(text: str) -> str:
    text = _LONG.sub(lambda match: match.group()[0], text.replace("nn", "n"))
    return text.replace("n'", "n").replace("nn", "n")
