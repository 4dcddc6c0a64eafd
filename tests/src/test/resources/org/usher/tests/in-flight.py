"""Has COUNT descriptors in flight for as long as it runs: they count for its user, whatever program sent them."""
import array, signal, socket, sys

sender, receiver = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
fds = array.array("i", [sender.fileno()] * int(sys.argv[1]))
sender.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
print("in flight", flush=True)
signal.pause()
