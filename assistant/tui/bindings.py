"""The one list of what can be done in the console, with the keys that do it.

Owns names, keys and where they work. Words belong to the phrases `tui.action.<name>` (help, palette) and
`tui.hint.<name>` (the line at the bottom). Function keys, arrows and Ctrl combinations reach a program while an input
method is on; nothing depends on a plain letter.
"""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding


class Action(NamedTuple):
    """One action: its name, its keys, where it works, and whether the bottom line shows it.

    `scope` is `app` (everywhere), `home`, `page`, `list`, `query`, `chat`, `walk`, `quiz`, `todo` or `pick`. Those of
    `query`, `page`, `list` and `pick` belong to a widget that has the focus; all others are run on the screen.
    """

    name: str
    keys: tuple[str, ...]
    scope: str
    hint: bool = False
    palette: bool = True


ACTIONS = (
    Action("help", ("f1",), "app", hint=True),
    Action("switch_language", ("f2",), "app", hint=True),
    Action("palette", ("f10", "ctrl+p"), "app", hint=True, palette=False),
    Action("choose_theme", ("ctrl+t",), "app"),
    Action("show_todo", ("ctrl+g",), "app"),
    Action("show_stats", ("ctrl+l",), "app"),
    Action("start_quiz", ("ctrl+y",), "app"),
    Action("show_sessions", ("ctrl+r",), "app"),
    Action("show_bookmarks", ("ctrl+b",), "app"),
    Action("save_copy", ("ctrl+s",), "app"),
    Action("leave", ("ctrl+q",), "app"),
    Action("ask", ("f4",), "home", hint=True),
    Action("walk", ("f5",), "home", hint=True),
    Action("compare", ("f3",), "home", hint=True),
    Action("copy", ("f6",), "home", hint=True),
    Action("bookmark", ("f7",), "home"),
    Action("flag", ("f8",), "home"),
    Action("show_headings", ("f9",), "home", hint=True),
    Action("history_back", ("alt+left",), "home"),
    Action("history_forward", ("alt+right",), "home"),
    Action("new_search", ("ctrl+n",), "home"),
    Action("walk", ("f5",), "chat", hint=True),
    Action("compare", ("f3",), "chat", hint=True),
    Action("copy", ("f6",), "chat", hint=True),
    Action("bookmark", ("f7",), "chat"),
    Action("flag", ("f8",), "chat"),
    Action("show_headings", ("f9",), "chat"),
    Action("save", ("ctrl+o",), "chat", hint=True),
    Action("history_back", ("alt+left",), "chat"),
    Action("history_forward", ("alt+right",), "chat"),
    Action("back", ("alt+left", "f3"), "walk", hint=True),
    Action("show_trail", ("f9",), "walk", hint=True),
    Action("show_map", ("f5",), "walk", hint=True),
    Action("copy", ("f6",), "walk", hint=True),
    Action("ask", ("f4",), "walk", hint=True),
    Action("save", ("ctrl+o",), "walk", hint=True),
    Action("write_problem", ("f7",), "walk"),
    Action("write_environment", ("f8",), "walk"),
    Action("copy", ("f6",), "todo", hint=True),
    Action("save", ("ctrl+o",), "todo", hint=True),
    Action("done", ("delete",), "todo", hint=True),
    Action("next", ("f5",), "quiz", hint=True),
    Action("move_up", ("up",), "list", palette=False),
    Action("move_down", ("down",), "list", palette=False),
    Action("page_up", ("pageup",), "list", palette=False),
    Action("page_down", ("pagedown",), "list", palette=False),
    Action("choose", ("enter",), "list", palette=False),
    Action("scroll_up", ("up",), "page", palette=False),
    Action("scroll_down", ("down",), "page", palette=False),
    Action("page_up", ("pageup",), "page", palette=False),
    Action("page_down", ("pagedown", "space"), "page", palette=False),
    Action("scroll_home", ("home",), "page", palette=False),
    Action("scroll_end", ("end",), "page", palette=False),
    Action("previous_target", ("left",), "page", palette=False),
    Action("next_target", ("right",), "page", palette=False),
    Action("choose", ("enter",), "page", palette=False),
    Action("previous_heading", ("ctrl+up",), "page", palette=False),
    Action("next_heading", ("ctrl+down",), "page", palette=False),
)


def bindings_of(*scopes: str) -> list[Binding]:
    """The bindings of some scopes, for the class that has their actions."""
    prefix = {"app": "app."}
    return [
        Binding(key, prefix.get(action.scope, "") + action.name, action.name, show=False,
                priority=action.scope == "app")
        for action in ACTIONS if action.scope in scopes for key in action.keys
    ]


def key_name(key: str) -> str:
    """How a key is written for people: `F1`, `Ctrl+P`, `Alt+Left`."""
    parts = key.split("+")
    return "+".join(part.upper() if len(part) == 1 else part.capitalize() for part in parts)
