/*
 * Receives connections from usher, in C: copy this file. The protocol is PROTOCOL.md.
 *
 *     struct sockaddr_storage client;
 *     char unread[HANDOFF_MAX];
 *     size_t length;
 *     int fd = handoff_receive(3, &client, unread, &length);  // 3: the datagram socket of systemd's ListenDatagram=
 *
 * The first `length` octets of `unread` come before those of the connection (rule 3). It is like one from accept(2): in
 * blocking mode, closed on exec, and it may be at its end or reset (rule 7). `client` is its client, also behind a
 * balancer, whose address getpeername(2) would tell. Say Connection: close in each answer (rule 14), or decide further
 * requests by rules 9 to 13, for which this is too small.
 */
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <grp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { HANDOFF_MAX = 65536, HANDOFF_MALFORMED = 0 };

/* Returns the length of the header that a message begins with, HANDOFF_MALFORMED if it is none of PROTOCOL.md. */
static size_t handoff_header(const unsigned char *message, size_t size)
{
    if (size < 16 || memcmp(message, "\r\n\r\n\0\r\nQUIT\n", 12) != 0) return HANDOFF_MALFORMED;
    size_t end = 16 + (size_t)(message[14] << 8 | message[15]);
    if (end > size || message[12] == 0x20) return end > size ? HANDOFF_MALFORMED : end; /* LOCAL: it is skipped */
    int family = message[12] == 0x21 ? message[13] : -1;
    size_t at = 16 + (family == 0 ? 0 : family == 0x11 ? 12 : family == 0x21 ? 36 : family == 0x31 ? 216 : size);
    while (at + 3 <= end) at += 3 + (size_t)(message[at + 1] << 8 | message[at + 2]); /* the TLVs: PREFIX, SCOPE ... */
    return at == end ? end : HANDOFF_MALFORMED;
}

/* Returns the one descriptor of a message, or -1, having closed them, if there is another number or a part was lost. */
static int handoff_fd(struct msghdr *message)
{
    int count = 0, fd = -1;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part != NULL; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        for (size_t at = CMSG_LEN(0); at + sizeof fd <= part->cmsg_len; at += sizeof fd) {
            if (count++ > 0) close(fd);
            memcpy(&fd, (char *)part + at, sizeof fd);
        }
    }
    if (count == 1 && !(message->msg_flags & (MSG_TRUNC | MSG_CTRUNC))) return fd;
    if (count > 0) close(fd);
    else if (message->msg_flags & MSG_CTRUNC)
        dprintf(STDERR_FILENO, "a connection is lost: LimitNOFILE= reached? SELinux? AppArmor?\n");
    return -1;
}

/* Whether none but root, the group usher and we can send to a socket: then addresses are believed (rule 5). Asked once. */
static int handoff_believed(int socket)
{
    static int believed = -1;
    struct sockaddr_un name = {0};
    struct stat file;
    if (believed >= 0) return believed;
    if (getsockname(socket, (void *)&name, &(socklen_t){sizeof name}) < 0 || stat(name.sun_path, &file) < 0)
        return believed = 0;
    struct group *usher = getgrnam("usher");
    int group_is = !(file.st_mode & S_IWGRP) || file.st_gid == 0 || (usher != NULL && file.st_gid == usher->gr_gid);
    return believed = group_is && !(file.st_mode & S_IWOTH) && (file.st_uid == 0 || file.st_uid == geteuid());
}

/* Tells a connection's client: by the message, else by the connection. Returns -1 if that has none: it was reset. */
static int handoff_client(const unsigned char *message, int socket, int fd, struct sockaddr_storage *client)
{
    struct sockaddr_in *ipv4 = (void *)client;
    struct sockaddr_in6 *ipv6 = (void *)client;
    memset(client, 0, sizeof *client);
    int family = message[12] == 0x21 && handoff_believed(socket) ? message[13] : 0;
    if (family != 0x11 && family != 0x21) return getpeername(fd, (void *)client, &(socklen_t){sizeof *client});
    client->ss_family = family == 0x11 ? AF_INET : AF_INET6;
    if (family == 0x11) memcpy(&ipv4->sin_addr, message + 16, 4), memcpy(&ipv4->sin_port, message + 24, 2);
    else memcpy(&ipv6->sin6_addr, message + 16, 16), memcpy(&ipv6->sin6_port, message + 48, 2);
    return 0;
}

/* Returns the next connection; -1 with errno if there is none (EAGAIN, EINTR), or no descriptor was free (EMFILE). */
static int handoff_receive(int socket, struct sockaddr_storage *client, char room[HANDOFF_MAX], size_t *length)
{
    for (;;) {
        char control[1024] __attribute__((aligned(8))); /* for several descriptors, and what the socket unit adds */
        struct iovec part = {room, HANDOFF_MAX};
        struct msghdr message = {NULL, 0, &part, 1, control, sizeof control, 0};
        ssize_t size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
        if (size < 0) return -1;
        int fd = handoff_fd(&message), type = 0;
        if (fd < 0 && message.msg_flags & MSG_CTRUNC) return errno = EMFILE, -1;
        size_t header = handoff_header((unsigned char *)room, size);
        if (fd >= 0 && header != HANDOFF_MALFORMED && size - header <= 60000
            && getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &(socklen_t){sizeof type}) == 0 && type == SOCK_STREAM
            && handoff_client((unsigned char *)room, socket, fd, client) == 0) {
            memmove(room, room + header, *length = size - header);
            return fd;
        }
        if (fd >= 0) close(fd);
    }
}
