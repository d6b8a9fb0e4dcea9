"""A process without what only Unix has: modules, names of `os` and signals go, as on Windows.

What other packages have taken of it they have taken when it goes, so that only our own modules are tried. The platform
keeps its name, and Textual's driver is the one for no screen instead of that of Windows.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from importlib import import_module
from types import ModuleType

OTHERS = ("msgspec", "numpy", "platformdirs", "plotext", "textual.app", "textual.drivers.headless_driver")
MODULES = ("fcntl", "termios", "tty", "pty", "resource", "pwd", "grp", "syslog", "readline", "curses", "posix")
# what `os` and `signal` have on Windows; what is not here is on Unix only
KEPT = """
    SIGABRT SIGBREAK SIGFPE SIGILL SIGINT SIGSEGV SIGTERM SIG_DFL SIG_IGN Signals Handlers default_int_handler
    getsignal raise_signal set_wakeup_fd signal strsignal valid_signals abc abort access altsep chdir chmod
    close closerange cpu_count curdir defpath device_encoding devnull dup dup2 environ error execl execle
    execlp execlpe execv execve execvp execvpe extsep fdopen fsdecode fsencode fspath fstat fsync ftruncate
    get_exec_path get_inheritable get_terminal_size getcwd getcwdb getenv getlogin getpid getppid isatty kill
    linesep link listdir lseek lstat makedirs mkdir name open pardir path pathsep pipe popen putenv read
    readlink remove removedirs rename renames replace rmdir scandir sep set_inheritable spawnl spawnle spawnv
    spawnve stat stat_result statvfs_result strerror supports_bytes_environ supports_dir_fd
    supports_effective_ids supports_fd supports_follow_symlinks symlink system terminal_size times
    times_result truncate umask uname_result unlink unsetenv urandom utime waitpid waitstatus_to_exitcode walk
    write DirEntry PathLike F_OK R_OK W_OK X_OK P_NOWAIT P_NOWAITO P_WAIT TMP_MAX EX_OK O_APPEND O_CREAT
    O_EXCL O_RDONLY O_RDWR O_TRUNC O_WRONLY SEEK_CUR SEEK_END SEEK_SET
"""


def take_away(*loaded: str) -> None:
    """Make this process one on a system that is no Unix, for good. loaded: packages that need Unix here."""
    os.environ["TEXTUAL_DRIVER"] = "textual.drivers.headless_driver:HeadlessDriver"
    for name in (*OTHERS, *loaded):
        import_module(name)
    gone = [name for name in sys.modules if name.startswith("textual.drivers.linux")]
    sys.modules.update(dict.fromkeys((*MODULES, *gone)))  # type: ignore[arg-type]  # None: it cannot be imported
    kept = set(KEPT.split())
    for module in (os, signal):
        for name, value in list(vars(module).items()):
            if not name.startswith("_") and name not in kept and not isinstance(value, ModuleType):
                delattr(module, name)

    def add_signal_handler(*_: object) -> None:
        raise NotImplementedError

    asyncio.SelectorEventLoop.add_signal_handler = add_signal_handler  # type: ignore[method-assign,assignment]
