/*
 * An accept(2) that takes connections from usher: preloaded into a server that only listens by itself, it serves them
 * without a change to the server and without a copy of what client and server say.
 *
 *   listen(2) on the TCP port that USHER_PORT names makes that descriptor a second one of systemd's datagram socket,
 *   which is descriptor 3. accept(2) receives a message of PROTOCOL.md from it, and returns the connection in it.
 *   read(2) and its like return "Connection: close" as the last field of a connection's first head: every answer ends
 *   its connection (rule 14), and no further request, which may be another app's, is served. As the first field it
 *   would be no use: nginx lets a later "keep-alive" of the client win.
 *
 * A descriptor is known by its socket's cookie, never by its number alone, so it may be closed in any way. Needs Linux
 * 4.12, and Unread=no in [X-HTTP] of the socket unit: octets that are not in the connection wake no poll(2).
 */
#include "../c/handoff.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ioctl.h>

/* Stands before the blank line, of which the connection has both line ends. */
#define FIELD "\r\nConnection: close"
enum { HANDOFF = 3, FDS_MAX = 1 << 20, FIELD_SIZE = sizeof FIELD - 1 };

/* The function that ours hides; looked up at its first call, which may come before any constructor runs. */
#define NEXT(function) ({ static __typeof__(&function) next; if (!next) next = dlsym(RTLD_NEXT, #function); next; })

/* What the server listens on: a descriptor of the handoff socket, and idle ones for its other listeners of the port. */
static struct listener { int fd; uint64_t handoff, idle; socklen_t size; struct sockaddr_in6 address; } listens;

/* What was received, by descriptor; written before accept(2) returns it. */
static struct connection {
    uint64_t cookie;            /* 0: none */
    uint32_t before;            /* octets in the connection that come before FIELD, in its first head */
    uint32_t inserted;          /* octets of FIELD that were read; all of them: the first head was read whole */
    struct sockaddr_in6 client; /* or a sockaddr_in */
} connections[FDS_MAX];

/* Or a server that knows socket activation, as gunicorn does, would take descriptor 3 for what it knows. */
__attribute__((constructor)) static void hide_activation(void)
{
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDNAMES");
}

static size_t least(size_t one, size_t other) { return one < other ? one : other; }

static int option(int fd, int name)
{
    int value = -1;
    return NEXT(getsockopt)(fd, SOL_SOCKET, name, &value, &(socklen_t){sizeof value}) == 0 ? value : -1;
}

/* Returns the kernel's name of a socket, which all its descriptors share; 0 if it is no socket. */
static uint64_t cookie(int fd)
{
    uint64_t value = 0;
    NEXT(getsockopt)(fd, SOL_SOCKET, SO_COOKIE, &value, &(socklen_t){sizeof value});
    return value;
}

static bool is_listener(int fd)
{
    uint64_t socket = listens.handoff != 0 ? cookie(fd) : 0;
    return socket != 0 && (socket == listens.handoff || socket == listens.idle);
}

/* Makes a descriptor another one of `source`; it keeps its flags, which a handoff socket has from the last process. */
static int replace(int fd, int source)
{
    int flags = fcntl(fd, F_GETFL);
    return dup3(source, fd, fcntl(fd, F_GETFD) & FD_CLOEXEC ? O_CLOEXEC : 0) < 0 ? -1 : fcntl(fd, F_SETFL, flags);
}

/* Of several listeners the IPv6 one takes all connections: nginx has no room for an IPv6 client on an IPv4 one. */
int listen(int fd, int backlog)
{
    struct listener new = {.fd = fd, .handoff = cookie(HANDOFF), .size = sizeof new.address};
    const char *port = getenv("USHER_PORT");
    if (is_listener(fd)) return 0; /* again: nginx, when it reloads */
    if (port == NULL || option(fd, SO_PROTOCOL) != IPPROTO_TCP || NEXT(getsockname)(fd, (void *)&new.address, &new.size)
        || ntohs(new.address.sin6_port) != atoi(port)) return NEXT(listen)(fd, backlog);
    if (option(HANDOFF, SO_DOMAIN) != AF_UNIX || option(HANDOFF, SO_TYPE) != SOCK_DGRAM) {
        dprintf(STDERR_FILENO, "accept.so: descriptor 3 is no datagram socket: no socket unit with ListenDatagram=?\n");
        errno = ENOTSOCK;
        return -1;
    }
    if (is_listener(listens.fd)) {
        int idle = socket(AF_UNIX, SOCK_DGRAM, 0), other = new.address.sin6_family == AF_INET6 ? listens.fd : fd;
        listens.idle = new.idle = cookie(idle);
        if (replace(other, idle) < 0 || close(idle) < 0 || other == fd) return other == fd ? 0 : -1;
    }
    handoff_believed(HANDOFF); /* while getsockname(2) tells of it what the kernel does */
    listens = new;
    return replace(fd, HANDOFF);
}

/* Notes the client, and where FIELD goes. The whole head is there, since usher has seen it, if there was no reset. */
static bool note(int fd, const struct sockaddr_storage *client, char *room)
{
    ssize_t seen = NEXT(recv)(fd, room, HANDOFF_MAX, MSG_PEEK | MSG_DONTWAIT);
    char *blank_line = seen > 0 ? memmem(room, seen, "\r\n\r\n", 4) : NULL;
    if (blank_line == NULL || fd >= FDS_MAX) return false;
    connections[fd] = (struct connection){.cookie = cookie(fd), .before = blank_line - room};
    memcpy(&connections[fd].client, client, sizeof connections[fd].client);
    return true;
}

/* Whether this descriptor is a connection that was received, and not another file by now. */
static bool is_noted(int fd)
{
    return fd >= 0 && fd < FDS_MAX && connections[fd].cookie != 0 && connections[fd].cookie == cookie(fd);
}

static int tell(const void *address, socklen_t length, struct sockaddr *to, socklen_t *size)
{
    memcpy(to, address, least(*size, length));
    *size = length;
    return 0;
}

/* The connection's client, who may be behind a balancer: the kernel has the balancer's address. */
int getpeername(int fd, struct sockaddr *to, socklen_t *size)
{
    if (!is_noted(fd)) return NEXT(getpeername)(fd, to, size);
    const struct sockaddr_in6 *client = &connections[fd].client;
    return tell(client, client->sin6_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof *client, to, size);
}

int accept4(int fd, struct sockaddr *to, socklen_t *size, int flags)
{
    if (!is_listener(fd)) return NEXT(accept4)(fd, to, size, flags);
    for (;;) {
        struct sockaddr_storage address;
        char octets[HANDOFF_MAX];
        size_t unread;
        int client = handoff_receive(fd, &address, octets, &unread);
        if (client < 0) return -1;
        if (unread == 0 && note(client, &address, octets)) {
            if (to != NULL) getpeername(client, to, size);
            if (!(flags & SOCK_CLOEXEC)) fcntl(client, F_SETFD, 0);
            if (flags & SOCK_NONBLOCK) fcntl(client, F_SETFL, fcntl(client, F_GETFL) | O_NONBLOCK);
            return client;
        }
        close(client);
    }
}

int accept(int fd, struct sockaddr *address, socklen_t *size) { return accept4(fd, address, size, 0); }

/* Whether a first head is still to be read from this descriptor. */
static bool unread(int fd)
{
    return fd >= 0 && fd < FDS_MAX && connections[fd].inserted < FIELD_SIZE && is_noted(fd);
}

/* Reads on in a first head and past it, as far as there is room: to a server that waits for edges, less is the end. */
static ssize_t read_head(int fd, char *room, size_t size, int flags)
{
    struct connection *noted = &connections[fd];
    ssize_t seen = NEXT(recv)(fd, room, size, (flags & ~MSG_WAITALL) | MSG_PEEK);
    if (seen <= 0) return seen;
    size_t before = least(seen, noted->before);
    size_t field = before < noted->before ? 0 : least(FIELD_SIZE - noted->inserted, size - before);
    size_t after = least(seen - before, size - before - field); /* none before all of FIELD: it keeps poll(2) awake */
    const char *inserted = FIELD + noted->inserted;
    if (!(flags & MSG_PEEK)) {
        NEXT(recv)(fd, room, before + after, MSG_DONTWAIT); /* the same octets */
        noted->before -= before;
        noted->inserted += field;
    }
    memmove(room + before + field, room + before, after);
    memcpy(room + before, inserted, field);
    return before + field + after;
}

ssize_t read(int fd, void *room, size_t size)
{
    return unread(fd) ? read_head(fd, room, size, 0) : NEXT(read)(fd, room, size);
}

ssize_t recv(int fd, void *room, size_t size, int flags)
{
    return unread(fd) ? read_head(fd, room, size, flags) : NEXT(recv)(fd, room, size, flags);
}

ssize_t recvfrom(int fd, void *room, size_t size, int flags, struct sockaddr *from, socklen_t *length)
{
    if (!unread(fd)) return NEXT(recvfrom)(fd, room, size, flags, from, length);
    if (length != NULL) *length = 0;
    return read_head(fd, room, size, flags);
}

ssize_t readv(int fd, const struct iovec *parts, int count) /* the first part alone */
{
    return count > 0 && unread(fd) ? read_head(fd, parts->iov_base, parts->iov_len, 0) : NEXT(readv)(fd, parts, count);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    if (message->msg_iovlen == 0 || !unread(fd)) return NEXT(recvmsg)(fd, message, flags);
    message->msg_namelen = message->msg_controllen = message->msg_flags = 0;
    return read_head(fd, message->msg_iov->iov_base, message->msg_iov->iov_len, flags);
}

/* What gcc makes of them by -D_FORTIFY_SOURCE. */
ssize_t __read_chk(int fd, void *room, size_t n, size_t all) { return read(fd, room, least(n, all)); }
ssize_t __recv_chk(int fd, void *room, size_t n, size_t all, int flags) { return recv(fd, room, least(n, all), flags); }

/* Of a listener and its connections: what the server is configured for. */
int getsockname(int fd, struct sockaddr *address, socklen_t *size)
{
    if (!is_listener(fd)) {
        int result = NEXT(getsockname)(fd, address, size);
        bool is_told = result == 0 && *size >= sizeof(struct sockaddr_in) && is_noted(fd);
        /* usher's may be another, which is none of Apache's hosts; a sockaddr_in6 has its port at the same place */
        if (is_told) ((struct sockaddr_in *)address)->sin_port = listens.address.sin6_port;
        return result;
    }
    return tell(&listens.address, listens.size, address, size);
}

/* The server may close its descriptor; a shutdown would end systemd's socket, too. */
int shutdown(int fd, int how) { return is_listener(fd) ? 0 : NEXT(shutdown)(fd, how); }

int ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    int result = NEXT(ioctl)(fd, request, argument);
    if (result == 0 && request == FIONREAD && unread(fd)) *(int *)argument += FIELD_SIZE - connections[fd].inserted;
    return result;
}
