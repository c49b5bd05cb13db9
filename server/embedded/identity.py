"""Decide as whom Postgres runs: it refuses root, and a person's own machine often is a root container.

Root enters a user namespace where it is an ordinary user: files stay root's and no folder needs new rights. Where
namespaces are forbidden, it becomes `nobody` and is given the data folder.
"""

import ctypes
import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from server.embedded.failing import EmbeddedError

Become = Callable[[], None]

CLONE_NEWUSER = 0x10000000
# What root is called inside the namespace; any number but 0 does.
INSIDE_ID = 1000
NOBODY = "nobody"


def ordinary_user(program: Path, folder: Path) -> Become | None:
    """What a child does before it executes `program`, so that it isn't root; None when we aren't.

    `folder` is given to `nobody` when that is who it must run as.

    Raises:
        EmbeddedError: `program` runs neither way.

    """
    if os.getuid() != 0:
        return None
    if sys.platform == "linux" and _runs(program, enter_namespace):
        return enter_namespace
    if _runs(program, become_nobody):
        _give(folder, pwd.getpwnam(NOBODY))
        return become_nobody
    raise EmbeddedError(f"root can run {program.name} neither in a user namespace nor as {NOBODY}")


def enter_namespace() -> None:
    """Move the calling child into a user namespace where its root is an ordinary user."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{INSIDE_ID} 0 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{INSIDE_ID} 0 1", encoding="ascii")


def become_nobody() -> None:
    """Make the calling child, which is root, the user `nobody`."""
    nobody = pwd.getpwnam(NOBODY)
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def _runs(program: Path, become: Become) -> bool:
    try:
        tried = subprocess.run(
            [program, "--version"],
            check=False,
            capture_output=True,
            cwd="/",
            preexec_fn=become,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return tried.returncode == 0


def _give(folder: Path, person: pwd.struct_passwd) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, person.pw_uid, person.pw_gid, follow_symlinks=False)
