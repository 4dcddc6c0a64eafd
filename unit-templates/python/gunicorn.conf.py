"""Makes an unmodified WSGI app an app of usher: lay this and usher.py beside it, and run `gunicorn app:app` in that
directory. For workers of the kinds sync and gthread."""
import os, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gunicorn.sock, usher

listener = usher.Listener()
gunicorn.sock.create_sockets = lambda *_: [listener]  # in place of those of bind=
gunicorn.sock.close_sockets = lambda *_: listener.close()  # and its file stays: it is systemd's
keepalive = 0  # the next request on a connection may be another app's
