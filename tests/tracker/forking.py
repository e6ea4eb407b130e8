"""A child that begins a process of its own: `python -m tests.tracker.forking`, on its input a path and what then."""

import fcntl
import os
import signal
import sys

path, then = sys.stdin.read().split()
heard, told = os.pipe()
if os.fork() == 0:
    for handed in range(3):
        os.close(handed)
    file = os.open(path, os.O_CREAT | os.O_WRONLY)
    fcntl.flock(file, fcntl.LOCK_EX)  # until it ends
    os.write(told, b"!")
    signal.pause()
os.read(heard, 1)
if then == "wait":
    signal.pause()
