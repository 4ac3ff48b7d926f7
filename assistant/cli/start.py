"""The entry of the console script: a plain lookup is answered here, everything else by `assistant.cli.main`.

Importing is most of what a short program costs. `naze 13810` therefore looks at its arguments by hand, reads the
answer that was rendered when the index was built, and imports nothing but the SQLite module. Whenever anything is
unusual (another option, a newer file, a narrow terminal, a word that is no known spelling) it steps aside, and the
full program gives the same answer more slowly; a test holds the two against each other.
"""

from __future__ import annotations

import os
import sys
import zlib

TYPICAL_COLUMNS = 80


def main() -> int:
    """Runs the program on `sys.argv`; the exit code is 0 for found, 1 for not found, 2 for wrong usage."""
    arguments = sys.argv[1:]
    try:
        text = find_quick_answer(arguments)
    except Exception:  # Whatever is wrong here, the full program says it better.
        text = None
    if text is None:
        from assistant.cli.main import run

        return run(arguments)
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def find_quick_answer(arguments: list[str]) -> str | None:
    """The text for `CODE` or `CODE --lang ja|en`, ready to be written; None when the full program must answer."""
    environ = os.environ
    lang = environ.get("NAZE_LANG", "")
    if len(arguments) == 3 and arguments[1] == "--lang":
        lang = arguments[2]
    elif len(arguments) != 1:
        return None
    if lang not in ("", "ja", "en") or arguments[0][:1] in ("", "-"):
        return None
    content = environ.get("NAZE_CONTENT", "")
    store = environ.get("NAZE_STORE", "")
    setting = content + chr(0) + _shipped_root() + (chr(0) + store if store else "")
    cache, config = _folders(environ)
    path = os.path.join(cache, f"launch-{zlib.crc32(setting.encode('utf-8', 'replace')):08x}")  # noqa: PTH118
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        record = dict(line.rstrip("\n").split("=", 1) for line in file)
    if record["config"] != _stamp(environ.get("NAZE_CONFIG") or config) or _is_old(path, record):
        return None
    lang = lang or _lang(environ, record)
    row = _look_up(record, arguments[0].strip().lower(), lang)
    return _styled(row) if row is not None else None


def _is_old(path: str, record: dict[str, str]) -> bool:
    """Whether the index is a copy, and nobody asked for a newer one for long."""
    if "follows" not in record:
        return False
    import time

    return time.time() > os.stat(path).st_mtime + float(record["follows"])  # noqa: PTH116


def _lang(environ: os._Environ[str], record: dict[str, str]) -> str:
    """The configured language, which the record keeps; it holds only for the system language of that time."""
    system = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return record["lang"] if record.get("system", "") == system else ""


def _shipped_root() -> str:
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    root = os.path.dirname(package)  # noqa: PTH120
    inside = os.path.join(root, "kb", "content")  # noqa: PTH118
    return inside if os.path.isdir(inside) else os.path.join(root, "content")  # noqa: PTH112, PTH118


def _folders(environ: os._Environ[str]) -> tuple[str, str]:
    """The cache folder and the config file, as platformdirs has them; a wrong guess only means no quick answer."""
    home = os.path.expanduser("~")  # noqa: PTH111
    if sys.platform == "win32":
        base = os.path.join(environ.get("LOCALAPPDATA", ""), "naze")  # noqa: PTH118
        cache, config = base + "\\Cache", base
    elif sys.platform == "darwin":
        cache, config = home + "/Library/Caches/naze", home + "/Library/Application Support/naze"
    else:
        cache = (environ.get("XDG_CACHE_HOME") or home + "/.cache") + "/naze"
        config = (environ.get("XDG_CONFIG_HOME") or home + "/.config") + "/naze"
    return environ.get("NAZE_CACHE") or cache, config + "/config.toml"


def _stamp(path: str) -> str:
    try:
        stat = os.stat(path)  # noqa: PTH116
    except OSError:
        return "0:0"
    return f"{stat.st_mtime_ns}:{stat.st_size}"


def _look_up(record: dict[str, str], spelling: str, lang: str) -> str | None:
    # The C module alone: the package `sqlite3` imports datetime and collections.abc for adapters not needed here.
    import _sqlite3

    if os.stat(record["index"]).st_size != int(record["size"]):  # noqa: PTH116
        return None
    connection = _sqlite3.connect("file:" + record["index"].replace("?", "%3f").replace("#", "%23") + "?mode=ro",
                                  uri=True)
    try:
        row = connection.execute(
            "SELECT slug, text FROM answer JOIN answer_text ON id = text_id WHERE spelling = ? AND locale = ?",
            (spelling, lang)).fetchone()
        if row is None:
            return None
        files = connection.execute("SELECT file, mtime_ns, size FROM source WHERE slug = ?", (row[0],)).fetchall()
        folders = connection.execute("SELECT path, mtime_ns FROM folder").fetchall()
    finally:
        connection.close()
    for path, mtime_ns, size in files:
        stat = os.stat(path)  # noqa: PTH116
        if stat.st_mtime_ns != mtime_ns or stat.st_size != size:
            return None
    if any(os.stat(path).st_mtime_ns != mtime_ns for path, mtime_ns in folders):  # noqa: PTH116
        return None
    return str(row[1])


def _styled(text: str) -> str | None:
    """The text for this stdout; None when its encoding, its width or its colours need more thought."""
    stdout = sys.stdout
    if stdout.isatty():
        if sys.platform == "win32" or os.get_terminal_size(stdout.fileno()).columns < TYPICAL_COLUMNS:
            return None
        if not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
            from kb.text.marks import marks_to_ansi

            return _encodable(marks_to_ansi(text))
    from kb.text.marks import drop_marks

    return _encodable(drop_marks(text))


def _encodable(text: str) -> str | None:
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return None
    return text
