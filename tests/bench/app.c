/*
 * The app of the benchmark: answers every request with the same 200, one thread, epoll. The same code serves directly
 * and behind usher; what it finds as descriptor 3 tells which: a listening TCP socket, or a datagram socket on which
 * connections arrive in messages (PROTOCOL.md). As little work as the rules allow, so that the cost of the front shows.
 *
 * Requests are GETs without body. Behind usher a further request is served only if its path begins with /bench/ and the
 * lease lasts; else the connection is closed, which the protocol allows.
 */
#define _GNU_SOURCE
#include <endian.h>
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { APPS = 3, CONNECTIONS_MAX = 65536, HEAD_MAX = 4096, SCOPE_TLV = 0xE3, ROUTED_TLV = 0xE5 };

static const char KEEP[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n";
static const char LAST[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";

/* When the right to serve further requests ends, by descriptor; 0: never. */
static time_t lease_end[CONNECTIONS_MAX];

static time_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
    return time.tv_sec;
}

/* When the right to serve further requests ends, in seconds of CLOCK_MONOTONIC; 1 for long ago. */
static time_t end_of_lease(const unsigned char *message, ssize_t size) {
    time_t routed = 0, seconds = 0;
    if (size < 16) return 1;
    ssize_t end = 16 + (message[14] << 8 | message[15]);
    ssize_t at = 16 + (message[13] == 0x21 ? 36 : 12); /* behind the addresses of IPv6, IPv4 */
    for (; at + 3 <= end && end <= size; at += 3 + (message[at + 1] << 8 | message[at + 2])) {
        const unsigned char *value = message + at + 3;
        if (message[at] == SCOPE_TLV && at + 6 <= end && (value[0] == 1 || value[0] == 2))
            seconds = value[1] << 8 | value[2];
        if (message[at] == ROUTED_TLV && at + 11 <= end) {
            uint64_t nanos;
            memcpy(&nanos, value, sizeof nanos);
            routed = be64toh(nanos) / 1000000000;
        }
    }
    return seconds && routed && routed <= now() + 1 ? routed + seconds : 1; /* + 1: the coarse clock is behind */
}

/* Takes one connection, or returns -1 if none waits. */
static int receive(bool handed_off) {
    if (!handed_off) {
        int fd = accept4(APPS, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= CONNECTIONS_MAX) errx(1, "more than %d connections", CONNECTIONS_MAX);
        if (fd >= 0) lease_end[fd] = 0;
        return fd;
    }
    unsigned char message[1024];
    union { struct cmsghdr header; char room[CMSG_SPACE(2 * sizeof(int))]; } control;
    struct iovec octets = {message, sizeof message};
    struct msghdr header = {.msg_iov = &octets, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t size = recvmsg(APPS, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (size < 0) return -1;
    struct cmsghdr *first = CMSG_FIRSTHDR(&header);
    if (!first || first->cmsg_len != CMSG_LEN(sizeof(int)) || header.msg_flags & (MSG_TRUNC | MSG_CTRUNC))
        errx(1, "a message without exactly one connection");
    int fd;
    memcpy(&fd, CMSG_DATA(first), sizeof fd);
    if (fd >= CONNECTIONS_MAX) errx(1, "more than %d connections", CONNECTIONS_MAX);
    lease_end[fd] = end_of_lease(message, size);
    return fd;
}

/* Reads one request and answers it; false if the connection is at its end. The first one is ours in any case. */
static bool serve(int fd, bool first) {
    char head[HEAD_MAX + 1];
    ssize_t size = recv(fd, head, HEAD_MAX, MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return true;
    if (size <= 0) return false;
    head[size] = 0;
    if (!strstr(head, "\r\n\r\n")) errx(1, "wrk sends whole heads");
    bool leased = !lease_end[fd] || now() < lease_end[fd];
    if (!first && (!leased || strncmp(head, "GET /bench/", 11))) return false;
    bool last = strstr(head, "Connection: close") || !leased;
    const char *answer = last ? LAST : KEEP;
    ssize_t length = last ? sizeof LAST - 1 : sizeof KEEP - 1;
    return send(fd, answer, length, MSG_DONTWAIT | MSG_NOSIGNAL) == length && !last;
}

int main(void) {
    int type;
    socklen_t length = sizeof type;
    if (getsockopt(APPS, SOL_SOCKET, SO_TYPE, &type, &length)) err(1, "descriptor 3: start me by a .socket unit");
    bool handed_off = type == SOCK_DGRAM;
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = APPS};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, APPS, &event)) err(1, "epoll_ctl");
    for (;;) {
        struct epoll_event ready[64];
        int count = epoll_wait(epoll, ready, 64, -1);
        for (int i = 0; i < count; i++) {
            int fd = ready[i].data.fd;
            if (fd != APPS) {
                if (!serve(fd, false)) close(fd);
                continue;
            }
            while ((fd = receive(handed_off)) >= 0) {
                if (!serve(fd, true)) {
                    close(fd);
                    continue;
                }
                event = (struct epoll_event){.events = EPOLLIN, .data.fd = fd};
                if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) err(1, "epoll_ctl");
            }
        }
    }
}
