/*
 * The limit of usher's design: a dispatcher that does nothing but accept, peek, compare one prefix and pass the connection
 * on, with the message that usher sends. No route table, no escrow, no hand back, no deadline. What usher costs beyond
 * this is usher's own.
 *
 *   dispatcher APP_SOCKET        started by a .socket unit with a listening TCP socket
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { LISTENER = 3, HEAD_MAX = 16384, PREFIX_TLV = 0xE0, HOPS_TLV = 0xE2, SCOPE_TLV = 0xE3, ROUTED_TLV = 0xE5, UNIQUE_ID_TLV = 5 };

static const char PREFIX[] = "/bench/";
static int app;
static unsigned long long connections;

static unsigned char *tlv(unsigned char *at, int type, const void *value, size_t size) {
    *at++ = type;
    *at++ = size >> 8;
    *at++ = size;
    memcpy(at, value, size);
    return at + size;
}

/* Writes the PROXY header of a handoff (PROTOCOL.md) and returns its size. */
static size_t header(unsigned char *message, const struct sockaddr_in6 *client, const struct sockaddr_in6 *local) {
    static const unsigned char PREAMBLE[16] = "\r\n\r\n\0\r\nQUIT\n\x21\x21";
    unsigned char id[16] = {0}, *at = message;
    connections++;
    memcpy(id, &connections, sizeof connections);
    memcpy(at, PREAMBLE, sizeof PREAMBLE);
    at += sizeof PREAMBLE;
    memcpy(at, &client->sin6_addr, 16);
    memcpy(at + 16, &local->sin6_addr, 16);
    memcpy(at + 32, &client->sin6_port, 2);
    memcpy(at + 34, &local->sin6_port, 2);
    at = tlv(at + 36, UNIQUE_ID_TLV, id, sizeof id);
    at = tlv(at, HOPS_TLV, "\0", 1);
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    uint64_t routed = htobe64(time.tv_sec * 1000000000ull + time.tv_nsec);
    at = tlv(at, ROUTED_TLV, &routed, sizeof routed);
    at = tlv(at, PREFIX_TLV, PREFIX, sizeof PREFIX - 1);
    at = tlv(at, SCOPE_TLV, "\1\0\12", 3);
    message[14] = (at - message - 16) >> 8;
    message[15] = at - message - 16;
    return at - message;
}

static void hand_off(int fd, const struct sockaddr_in6 *client) {
    struct sockaddr_in6 local = {0};
    socklen_t length = sizeof local;
    getsockname(fd, (struct sockaddr *)&local, &length);
    unsigned char message[256];
    struct iovec octets = {message, header(message, client, &local)};
    union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int))]; } control = {.header = {
        .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
    struct msghdr msg = {.msg_iov = &octets, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    while (sendmsg(app, &msg, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
        if (errno != EAGAIN) err(1, "sendmsg");
        struct pollfd room = {.fd = app, .events = POLLOUT};
        poll(&room, 1, -1);
    }
    close(fd);
}

/* Looks at the head; true if the connection is ours no more. */
static bool dispatch(int fd, const struct sockaddr_in6 *client) {
    char head[HEAD_MAX];
    ssize_t size = recv(fd, head, sizeof head, MSG_PEEK | MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return false;
    if (size > 0 && !memmem(head, size, "\r\n\r\n", 4) && size < HEAD_MAX) return false;
    const char *path = size > 0 ? memchr(head, ' ', size) : NULL;
    if (path && head + size - path > (ssize_t)sizeof PREFIX && !memcmp(path + 1, PREFIX, sizeof PREFIX - 1))
        hand_off(fd, client);
    else
        close(fd);
    return true;
}

int main(int count, char **words) {
    if (count != 2) errx(2, "usage: dispatcher APP_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, words[1], sizeof address.sun_path - 1);
    app = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (connect(app, (struct sockaddr *)&address, sizeof address)) err(1, "connect %s", words[1]);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = LISTENER};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, LISTENER, &event)) err(1, "epoll_ctl");
    for (;;) {
        struct epoll_event ready[64];
        int number = epoll_wait(epoll, ready, 64, -1);
        for (int i = 0; i < number; i++) {
            struct sockaddr_in6 client = {0};
            socklen_t length = sizeof client;
            int fd = ready[i].data.fd;
            if (fd != LISTENER) { /* the rest of a head: edge-triggered, for what was peeked stays readable */
                getpeername(fd, (struct sockaddr *)&client, &length);
                dispatch(fd, &client);
                continue;
            }
            while ((fd = accept4(LISTENER, (struct sockaddr *)&client, &length, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
                event = (struct epoll_event){.events = EPOLLIN | EPOLLET, .data.fd = fd};
                if (!dispatch(fd, &client) && epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) err(1, "epoll_ctl");
            }
        }
    }
}
