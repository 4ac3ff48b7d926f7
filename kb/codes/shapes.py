"""Shapes: the patterns by which a text is cut, in the order in which they are tried.

Every pattern is for a folded text in lower case. The first shapes are no codes by their form alone; the last ones
are numbers and words. `spellings` turns what they match into tokens.
"""

from __future__ import annotations

import re

from kb.codes.code import load_families

MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
FILE_TYPES = (
    "dll|exe|sys|log|txt|inf|msi|msu|msp|mst|cab|docx?|xlsx?|pptx?|pdf|zip|evtx?|etl|dmp|bat|cmd|ps1|vbs|reg|xml|json|csv|"
    "html?|iso|img|wim|esd|dat|edb|jpg|png|tmp|ini|cat|ocx|cpl|drv|appx|msix")
COUNTED = r"(?:番台|番ポート|台|回|分|秒|時|日|人|名|件|個|年|月|週|minutes|mins?|hours?|days?|users|times|%)"
_FAMILIES = "|".join(sorted(load_families(), key=len, reverse=True))
_ALONE, _ENDS = r"(?<![a-z0-9_])", r"(?![a-z0-9_])"

FOREIGN_SHAPES = (
    ("guid", r"\{?(?<![0-9a-f])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-f])\}?"),
    ("id", rf"(?<![a-z0-9_:])(?:{_FAMILIES}):-?(?:0x[0-9a-f]+|\d[\d-]*)(?![a-z0-9_:])"),
    ("url", r"(?<![a-z])[a-z][a-z0-9+.-]{1,12}://[!-~]+"),
    ("mail", r"(?<![a-z0-9_.+-])[a-z0-9_.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}"),
    ("path", r"(?<![a-z0-9])(?:[a-z]:\\|\\\\(?=[a-z0-9])|%[a-z]+%\\|(?:hklm|hkcu|hkcr|hkey_[a-z_]+)[:\\])"
             r"[^\s\"<>|*?、。「」()]*"),
    ("mac", r"(?<![0-9a-f:-])[0-9a-f]{2}(?P<mac_mark>[:-])[0-9a-f]{2}(?:(?P=mac_mark)[0-9a-f]{2}){4}(?![0-9a-f:-])"),
    ("ip", r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2}|:\d{1,5})?(?![\d.]*\d)"
           r"|(?<![a-z0-9_:])(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{0,4}(?![a-z0-9_:])"
           r"|(?<![a-z0-9_:])(?:[0-9a-f]{1,4}:){1,7}(?::[0-9a-f]{1,4}){1,7}(?:%[a-z0-9]+)?(?![a-z0-9_:])"
           r"|(?<![a-z0-9_:])::1(?![a-z0-9_])"),
    ("date", r"(?<!\d)(?:\d{4}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}(?:t(?=\d\d:))?"
             r"|\d{1,2}(?P<mark2>[-/.])\d{1,2}(?P=mark2)\d{4}|\d{1,2}/\d{1,2}/\d{2}"
             r"|\d{4}年(?:\s?\d{1,2}月(?:\s?\d{1,2}日)?)?|\d{1,2}月\s?\d{1,2}日?"
             r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:t?[0-2]\d[0-5]\d(?:[0-5]\d)?)?z?"
             rf"|\d{{1,2}}[\s-]{MONTHS}[a-z]*\.?[\s,-]+\d{{2,4}}"
             rf"|{MONTHS}[a-z]*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d)(?![\da-z])"),
    ("hours", r"(?<![\d.])(?:[01]\d|2[0-3])[0-5]\d\s?(?:から|[~〜-])\s?(?:[01]\d|2[0-3])[0-5]\d"
              r"(?=\s?(?:まで|の間|に|$)|\s)"),
    ("size", r"(?<![\d.])\d{3,5}\s?[x×]\s?\d{3,5}(?![a-z0-9])"),
    ("smtp", r"(?<![\d.])[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)"),
    ("time", r"(?<![\d:.])[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?:[.,:]\d{1,7})?(?:\s?[ap]m\b|z\b|[+-]\d\d:?\d\d)?(?![\d:])"),
    ("day", r"(?<![\d/])(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?![\d/])|(?<![\d/])\d{1,2}/\d{1,3}(?![\d/])"),
    ("file", rf"(?<![a-z0-9_.-])[a-z0-9_-]{{1,100}}(?:\.[a-z0-9_-]{{1,60}}){{0,6}}\.(?:{FILE_TYPES}){_ENDS}"),
    ("version", r"(?<![a-z0-9_.-])v?\d{1,10}(?:\.\d{1,10}){1,8}(?:\.[x*]|[a-z]{1,2})?(?![a-z0-9_]|\.\d)"),
    ("kb", rf"{_ALONE}kb[\s#:]?\d{{6,7}}{_ENDS}"),
    ("bulletin", rf"{_ALONE}(?:cve-\d{{4}}-\d{{3,7}}|ms\d\d-\d{{3}}|adv\d{{6}}){_ENDS}"),
    ("maker", rf"{_ALONE}(?:ora|tns|pls|imp|exp|rman|sp2)-\d{{4,5}}{_ENDS}|{_ALONE}[a-z]{{2}}-\d{{4,6}}-\d{_ENDS}"
              rf"|{_ALONE}sc-?\d{{3}}(?:-\d\d)?{_ENDS}"
              r"|(?<![a-z0-9_-])2\d{3}-\d{4}(?![a-z0-9_-])"
              rf"|{_ALONE}sqlstate[^a-z0-9]{{1,3}}[a-z0-9]{{5}}"),
    ("browser", rf"(?<![a-z0-9_])(?:net::\s?err_[a-z0-9_]+"
                r"|err_(?:connection|name_not|cert|ssl|internet|address|proxy|timed|network|too_many|empty|tunnel|quic|http2|cache|blocked|unsafe|response)[a-z0-9_]*|dns_probe_[a-z_]+|sec_error_[a-z_]+|"
                rf"pr_[a-z]+_error|mozilla_pkix_[a-z_]+){_ENDS}"),
    ("phone", r"(?<![a-z0-9_.-])(?:\+\d{1,3}[\s-]?)?\(?0\d{1,4}\)?[\s-]\d{1,4}[\s-]\d{3,4}(?![a-z0-9_-])"
              rf"|(?<![a-z0-9_-])\+\d{{9,14}}{_ENDS}|(?<![a-z0-9_-])0[5789]0\d{{8}}{_ENDS}"
              rf"|(?<![a-z0-9_.-])\d{{3}}[-.]\d{{3}}[-.]\d{{4}}{_ENDS}|\(\d{{3}}\)\s?\d{{3}}-\d{{4}}|〒\s?\d{{3}}-?\d{{4}}"),
    ("amount", r"(?<![a-z0-9_,.])\d{1,3}(?:,\d{3}){1,6}(?![a-z0-9_,])|[\u00a3\u20ac]\s?\d+(?:[.,]\d+)*(?![a-z0-9_])"),
)
CODE_SHAPES = (
    ("aadsts", r"aadsts\s?:?\s?(?P<aadsts_number>\d{5,7})(?!\d)"),
    ("hex", r"(?:(?:(?<![a-z0-9])[0o]|(?<=[a-z_])0|(?<=[a-z_])o(?=x[0-9a-f]{8}))\s?x\s?"
            r"|(?<![a-z0-9])x(?=[0-9a-fo]{8}(?![a-z0-9_]))|&h)(?P<hex_digits>[0-9a-fo]+?)(?P<hex_tail>u?l{0,2})(?![0-9a-z_])"),
    ("hexsuffix", rf"(?<![a-z0-9_-])(?P<hexsuffix_digits>\d[0-9a-f]{{1,7}})h{_ENDS}"),
    ("office", r"(?<![a-z0-9_.-])\d{5}-\d{1,4}(?![a-z0-9_-])"),
    ("range", rf"(?<![a-z0-9_.-])\d{{1,4}}\s?[~〜-]\s?\d{{1,4}}(?=\s?{COUNTED})"),
    ("number", r"(?<!\d)\d+"),
    ("word", r"[a-z_](?:(?!0x[0-9a-f]{3})[a-z0-9_]|\\(?=_))*"),
)
SHAPES = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in (*FOREIGN_SHAPES, *CODE_SHAPES)), re.ASCII)

PREFIXED = re.compile(
    r"(?:(?:system)?(?:error|errors|err|errcode|errorcode)|code|ras|rasclient|rasdial|stop|bsod|bugcheck|winerror|rc|ret|hr|"
    r"hresult|status|result|win32|wsa|winsock|msi|vpn|l2tp|pptp|sstp|ikev2)[_-]?"
    r"(?P<value>\d+|[0-9a-f]{8}|(?<=stop)[0-9a-f]{1,3})", re.ASCII)
"""A word that names a code and has its number attached: `error809`, `stop7b`."""
BEFORE_A_HYPHEN = re.compile(
    r"(?:error|err|code|stop|ras|bsod|bugcheck|エラー|コード|vpn|win32|status|result|hr|hresult|exit)$")
"""Words after which a hyphen joins a code, not a model name: `Error-691`."""
EXTENDS = re.compile(r"\s*[-,/]?\s*\(?\s*(?=0x[1-5]00[0-9a-f]{2}(?![a-z0-9_]))", re.ASCII)
"""What stands between a setup result and its second number, `0xC1900101 - 0x20017`."""
PARAMETERS = re.compile(
    r"(?:\s*\([^()\n]*\))?\s*[:,]?\s*[({]\s*(?:0x)?[0-9a-f`]+(?:\s*,\s*(?:0x)?[0-9a-f`]+){2,3}\s*[)}]?", re.ASCII)
"""The parameters after a stop code, in parentheses or a debugger's braces."""
HEX_WORD = re.compile(r"[0-9a-f]+", re.ASCII)
RUN = re.compile(r"[a-z0-9_]+", re.ASCII)
