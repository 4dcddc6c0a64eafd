"""Starts COMMAND as systemd does, with a TCP port and the datagram socket of an app, is a client of both, and prints what
each is told, and what the program tells its supervisor.   activate.py DIRECTORY MESSAGE COMMAND...
MESSAGE is a handoff in hexadecimal; the sockets lie in DIRECTORY."""
import array, os, socket, sys

directory, message, command = sys.argv[1], bytes.fromhex(sys.argv[2]), sys.argv[3:]
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def datagrams(name):
    made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    made.bind(os.path.join(directory, name))
    made.settimeout(50)
    return made


http, app, supervisor = socket.create_server(("127.0.0.1", 0)), datagrams("app.sock"), datagrams("notify.sock")
os.chmod(app.getsockname(), 0o660)
child = os.fork()
if child == 0:
    copies = [os.dup(os.dup(s.fileno())) for s in (http, app)]  # beyond the places that they are copied to
    for place, fd in zip((3, 4), [os.dup2(copy, 100 + i) for i, copy in enumerate(copies)]):
        os.dup2(fd, place)
    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="2", LISTEN_FDNAMES="http:app.socket",
                      NOTIFY_SOCKET=supervisor.getsockname())
    os.execvp(command[0], command)
print(supervisor.recv(4096).decode().strip())
plain = socket.create_connection(http.getsockname(), timeout=50)
print(plain.makefile().read().strip())
client = socket.create_connection(http.getsockname(), timeout=50)
client.sendall(REQUEST)
passed = http.accept()[0]
sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
sender.connect(app.getsockname())
sender.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [passed.fileno()]))])
passed.close()
print(client.makefile().read().strip())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
