"""The files of a SQLite database as a thief would get them.

They are read by a process of its own: when a process closes a file that it has read, it loses every lock that
its own connections hold on that file, and the next one to open the database ends them with a "disk I/O error".
"""

import subprocess
from pathlib import Path


def files_of(database: Path | str) -> list[Path]:
    """The file, its write-ahead log, and what belongs to it, as far as they are there."""
    return [path for end in ("", "-wal", "-shm") if (path := Path(f"{database}{end}")).is_file()]


def bytes_of(*files: Path | str) -> bytes:
    """What stands in the files, one after the other."""
    return subprocess.run(["cat", *files], check=True, capture_output=True).stdout


def copy_of(file: Path | str, to: Path) -> None:
    """Copy one file as it is now, without what stands beside it."""
    subprocess.run(["cp", file, to], check=True)
