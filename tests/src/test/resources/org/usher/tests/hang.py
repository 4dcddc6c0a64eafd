"""Mounts a file system at DIRECTORY that answers everything but the flush that close(2) waits for, and reads of
DIRECTORY/unreadable.   hang.py DIRECTORY"""
import sys, threading, fusepy

class Hang(fusepy.Operations):
    def getattr(self, path, handle=None):
        return {"st_mode": 0o40755 if path == "/" else 0o100666, "st_nlink": 1, "st_size": 1 << 16 if path == "/unreadable" else 0}
    def read(self, path, size, offset, handle):
        threading.Event().wait()
    def flush(self, path, handle):
        threading.Event().wait()

fusepy.FUSE(Hang(), sys.argv[1], foreground=True, allow_other=True)
