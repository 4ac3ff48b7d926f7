"""Which file a row goes to: one per family, large families by component.

Owns the names of the generated tables. The hand-made ones are none of its business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tools.tables.rows import Row, find_tables, format_table

OWN_FILE = {
    "win32": ("ipsec", "winsock", "wininet", "winhttp", "dns", "nerr", "dhcp", "activedirectory"),
    "hresult": ("media", "windowsupdate", "clr", "certificates", "graphics", "winrm", "deployment", "search", "wmi",
                "com", "vds", "complus", "msmq", "esebackup", "oledb", "setupapi", "rtc", "documents", "fsrm",
                "firewall", "security", "bits", "mapi", "tpm", "shell", "pdh", "bitlocker", "msdtc", "patch",
                "activation", "hyperv", "directx", "p2p", "imapi", "internet"),
    "ntstatus": ("ndis",),
}


def get_file_name(row: Row) -> str:
    """The file of a row, such as `win32.tsv`, `ipsec.tsv` or `hresult-clr.tsv`."""
    if row.component not in OWN_FILE.get(row.family, ()):
        return f"{row.family}.tsv"
    return f"{row.component}.tsv" if row.family == "win32" else f"{row.family}-{row.component}.tsv"


def write_tables(rows: Iterable[Row], folder: Path) -> list[Path]:
    """Write the generated tables and remove those that have no rows any more; the files, by name."""
    files: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        files[get_file_name(row)].append(row)
    folder.mkdir(parents=True, exist_ok=True)
    for path in find_tables(folder):
        if path.name not in files:
            path.unlink()
    for name, members in files.items():
        (folder / name).write_text(format_table(members), "utf-8", newline="\n")
    return [folder / name for name in sorted(files)]
