"""Themes: dark, light, high contrast, and one whose colours differ for every kind of colour vision.

Owns the colours. Parts of a page are told apart by ground, weight and wording as well, never by hue alone. The fourth
theme takes its hues from the palette of Okabe and Ito (2008).
"""

from __future__ import annotations

from textual.theme import Theme

NAMES = ("dark", "light", "contrast", "colour-safe")
DEFAULT = "dark"


def _theme(name: str, *, dark: bool, colours: dict[str, str]) -> Theme:
    return Theme(
        name=name, dark=dark, primary=colours["link"], secondary=colours["heading"], accent=colours["mark"],
        background=colours["background"], surface=colours["surface"], panel=colours["card-ground"],
        foreground=colours["foreground"], warning=colours["warning-label"], error=colours["error"],
        success=colours["note-label"], variables={
            **{key: value for key, value in colours.items()
               if key not in ("background", "surface", "foreground", "error")},
            "input-cursor-background": colours["foreground"], "input-cursor-foreground": colours["background"],
            "input-selection-background": colours["target-ground"],
            "scrollbar": colours["bar"], "scrollbar-hover": colours["dim"], "scrollbar-active": colours["link"],
            "scrollbar-background": colours["background"], "scrollbar-background-hover": colours["background"],
            "scrollbar-background-active": colours["background"], "scrollbar-corner-color": colours["background"],
        })


THEMES = (
    _theme("dark", dark=True, colours={
        "background": "#14181f", "surface": "#1c222c", "foreground": "#d9e0e8", "error": "#ff9b8f",
        "title": "#f3f6fa", "heading": "#8fc1ff", "code": "#a8dcc0", "dim": "#8b97a6", "link": "#7fb4f5",
        "mark": "#f4c06a", "note-label": "#8ed3b0", "warning-label": "#f4c06a", "card-ground": "#1f2733",
        "heading-ground": "#1a2230", "code-ground": "#0e1218", "note-ground": "#17272a", "warning-ground": "#2e2619",
        "current-ground": "#27344a", "target-ground": "#2f6db5", "target-text": "#ffffff", "bar": "#333e4d",
        "key": "#f4c06a",
    }),
    _theme("light", dark=False, colours={
        "background": "#fbfaf7", "surface": "#f0eee8", "foreground": "#262b33", "error": "#a8261c",
        "title": "#0f1726", "heading": "#1b4f91", "code": "#14603d", "dim": "#646b76", "link": "#1d5fb4",
        "mark": "#8a4b00", "note-label": "#14603d", "warning-label": "#8a4b00", "card-ground": "#eceff4",
        "heading-ground": "#eef1f6", "code-ground": "#eeece4", "note-ground": "#e6f1ea", "warning-ground": "#fbeed3",
        "current-ground": "#d8e4f5", "target-ground": "#1d5fb4", "target-text": "#ffffff", "bar": "#cfcbc0",
        "key": "#8a4b00",
    }),
    _theme("contrast", dark=True, colours={
        "background": "#000000", "surface": "#000000", "foreground": "#ffffff", "error": "#ff8080",
        "title": "#ffffff", "heading": "#ffff00", "code": "#00ff9c", "dim": "#d0d0d0", "link": "#66ccff",
        "mark": "#ffff00", "note-label": "#00ff9c", "warning-label": "#ffd200", "card-ground": "#1a1a1a",
        "heading-ground": "#1a1a1a", "code-ground": "#202020", "note-ground": "#002b1a", "warning-ground": "#3a2b00",
        "current-ground": "#003a75", "target-ground": "#ffff00", "target-text": "#000000", "bar": "#808080",
        "key": "#ffff00",
    }),
    _theme("colour-safe", dark=True, colours={
        "background": "#15171c", "surface": "#1d2027", "foreground": "#e2e4e8", "error": "#e69f00",
        "title": "#ffffff", "heading": "#56b4e9", "code": "#f0e442", "dim": "#9aa0aa", "link": "#56b4e9",
        "mark": "#e69f00", "note-label": "#56b4e9", "warning-label": "#e69f00", "card-ground": "#222731",
        "heading-ground": "#1c2531", "code-ground": "#0f1115", "note-ground": "#14283a", "warning-ground": "#352808",
        "current-ground": "#1b3f5c", "target-ground": "#0072b2", "target-text": "#ffffff", "bar": "#3a414d",
        "key": "#e69f00",
    }),
)
