"""Locks this process in before it reads a file from outside: nothing else of the file system, no network, no programs.

Linux only, without root and without any library: Landlock for files (kernel 5.13), seccomp for sockets and programs,
limits of the system for time, memory and the size of a file. What the kernel does not have is left out and named;
Python's own sockets are refused everywhere. Once locked in a process stays so, and all that it starts.

Sources: landlock(7), seccomp(2), linux/landlock.h and linux/filter.h.
"""

import contextlib
import ctypes
import errno
import os
import pathlib
import platform
import resource
import socket
import struct
import sys

CPU_SECONDS_MAX = 600
ADDRESS_SPACE_MAX = 6 * 1024**3
DATA_MAX = 2 * 1024**3
FILE_SIZE_MAX = 256 * 1024**2
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000

SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/nix/store",
    "/sys/devices/system/cpu",
    "/proc/cpuinfo",
    "/dev/urandom",
)
"""What libraries read beside Python's own folders; none of it is the runner's."""

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG, TRUNCATE = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 14
OF_FILES = WRITE_FILE | READ_FILE | TRUNCATE
READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE
"""No link, pipe or device may be made, which could mislead whoever reads the results."""

RIGHTS_OF_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
RIGHTS_OF_NETWORK = {4: 0b11}
SCOPES = {6: 0b11}
"""All that can be taken away, by the version of Landlock that first can; scopes are signals and abstract sockets."""

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
X32_CALLS = 0x40000000
IO_URING_SETUP, EXECVEAT = 425, {"x86_64": 322, "aarch64": 281}
MACHINES = {
    # AUDIT_ARCH, then socket, socketpair, ptrace, execve
    "x86_64": (0xC000003E, (41, 53, 101, 59)),
    "aarch64": (0xC00000B7, (198, 199, 117, 221)),
}


class NoSocket(socket.socket):
    """A socket that cannot be made."""

    def __init__(self, *_args, **_kwargs):
        raise OSError("this process has no network")


def lock_in(read, write):
    """Leave this process the files ``read`` and the folder ``write``; returns what the system cannot keep from it.

    That is a tuple of the words ``files``, ``network`` and ``memory``, empty where the jail is whole. To be called
    before any other thread is started: one that runs already is not locked in.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER | CLONE_NEWNET)
    socket.socket = NoSocket
    missing = []
    locks = {"memory": bound_use, "files": lambda: lock_files(read, write), "network": refuse_calls}
    for word, lock in locks.items():
        try:
            lock()
        except (OSError, ValueError, AttributeError, KeyError):
            missing.append(word)
    return tuple(missing)


def bound_use():
    """Bound processor time, memory and the size of a file, and leave no image of the memory after a crash."""
    bounds = {
        resource.RLIMIT_CPU: CPU_SECONDS_MAX,
        resource.RLIMIT_AS: ADDRESS_SPACE_MAX,
        resource.RLIMIT_DATA: DATA_MAX,
        resource.RLIMIT_FSIZE: FILE_SIZE_MAX,
        resource.RLIMIT_CORE: 0,
    }
    for kind, wanted in bounds.items():
        present = resource.getrlimit(kind)[1]
        most = wanted if present == resource.RLIM_INFINITY else min(wanted, present)
        resource.setrlimit(kind, (most, most))


def lock_files(read, write):
    """Take the file system away but for what is named, by Landlock; raises ``OSError`` where there is none."""
    version = call(CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    rights = of_version(RIGHTS_OF_FILES, version)
    handled = struct.pack("QQQ", rights, of_version(RIGHTS_OF_NETWORK, version), of_version(SCOPES, version))
    rules = call(CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0)
    try:
        for path in (sys.prefix, sys.base_prefix, pathlib.Path(__file__).parent, *SYSTEM, *read):
            allow(rules, path, READ & rights)
        allow(rules, "/dev/null", (READ_FILE | WRITE_FILE) & rights)
        allow(rules, write, WRITE & rights)
        process_control(PR_SET_NO_NEW_PRIVS, 1)
        call(RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def of_version(rights, version):
    """What a version of Landlock knows of these rights."""
    return max((bits for since, bits in rights.items() if since <= version), default=0)


def allow(rules, path, rights):
    """Allow what lies at ``path``; what is not there needs no leave."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        given = rights if pathlib.Path(path).is_dir() else rights & OF_FILES
        call(ADD_RULE, rules, 1, struct.pack("=Qi", given, place), 0)
    finally:
        os.close(place)


def refuse_calls():
    """Let the kernel refuse sockets, other programs and looks into other processes, by seccomp; raises ``OSError``."""
    require_linux()
    architecture, refused = MACHINES[platform.machine()]
    refused = (*refused, EXECVEAT[platform.machine()], IO_URING_SETUP)
    program = [(LOAD, 0, 0, 4), (JUMP_IF_EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    program += [(JUMP_IF_AT_LEAST, len(refused) + 1, 0, X32_CALLS)]
    program += [(JUMP_IF_EQUAL, len(refused) - at, 0, number) for at, number in enumerate(refused)]
    program += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
    steps = b"".join(struct.pack("HBBI", *step) for step in program)
    held = ctypes.create_string_buffer(steps, len(steps))
    process_control(PR_SET_NO_NEW_PRIVS, 1)
    process_control(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, struct.pack("HP", len(program), ctypes.addressof(held)))


def call(number, *arguments):
    """A call of the kernel by its number; raises ``OSError``."""
    require_linux()
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    return checked(library.syscall(ctypes.c_long(number), *arguments))


def process_control(*arguments):
    """prctl(2); raises ``OSError``."""
    numbers = (each if isinstance(each, bytes) else ctypes.c_ulong(each) for each in (*arguments, 0, 0, 0))
    return checked(ctypes.CDLL(None, use_errno=True).prctl(*tuple(numbers)[:5]))


def checked(outcome):
    """The outcome; raises ``OSError`` where it is an error."""
    if outcome < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return outcome


def require_linux():
    """Raise ``OSError`` on other systems, where the same numbers mean other calls."""
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, "only Linux has this")
