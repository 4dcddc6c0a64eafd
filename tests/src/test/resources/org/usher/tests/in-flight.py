"""Has COUNT descriptors in flight, or a few more, for as long as it runs: they count for its user, whatever program sent them."""
import array, signal, socket, sys

sender, receiver = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
for _ in range(int(sys.argv[1]) // 100 + 1):
    fds = array.array("i", [sender.fileno()] * 100)
    sender.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
print("in flight", flush=True)
signal.pause()
