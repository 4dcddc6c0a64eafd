/* Greets its client: an app behind usher in C, with nothing but handoff.h. One process for each connection. */
#include "handoff.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { HANDOFF = 3, HEAD_MAX = HANDOFF_MAX, SECONDS_MAX = 30, DRAIN_SECONDS = 2 };

/* Reads to the end of the head behind the octets that are there. Returns whether it has one. */
static int read_head(int fd, char *head, size_t length)
{
    while (memmem(head, length, "\r\n\r\n", 4) == NULL) {
        ssize_t more = length < HEAD_MAX ? read(fd, head + length, HEAD_MAX - length) : 0;
        if (more <= 0) return 0;
        length += more;
    }
    return 1;
}

static void answer(int fd, const struct sockaddr_storage *client, int is_head_only)
{
    char name[INET6_ADDRSTRLEN] = "nobody", body[128];
    inet_ntop(client->ss_family, client->ss_family == AF_INET ? (void *)&((struct sockaddr_in *)client)->sin_addr
        : (void *)&((struct sockaddr_in6 *)client)->sin6_addr, name, sizeof name);
    int length = snprintf(body, sizeof body, "Hello, %s!\n", name);
    dprintf(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s",
        length, is_head_only ? "" : body);
}

/* The client may still send, a body for example: a close with octets unread would be a reset, so they are drained. */
static void serve(int fd, const struct sockaddr_storage *client, char *head, size_t length)
{
    alarm(SECONDS_MAX);
    if (!read_head(fd, head, length)) return;
    answer(fd, client, memcmp(head, "HEAD ", 5) == 0);
    shutdown(fd, SHUT_WR);
    alarm(DRAIN_SECONDS);
    while (read(fd, head, HEAD_MAX) > 0) { }
}

static volatile sig_atomic_t stops;
static void stop(int signal) { stops = signal; }

int main(void)
{
    static char head[HEAD_MAX];
    sigset_t term, none;
    sigemptyset(&none);
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, NULL); /* but in ppoll(2), or one that comes just before it would be missed */
    sigaction(SIGTERM, &(struct sigaction){.sa_handler = stop}, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN); /* nobody waits for each of them */
    fcntl(HANDOFF, F_SETFL, O_NONBLOCK); /* or it would wait for a good message after a bad one, whatever signals come */
    while (!stops) {
        size_t length;
        struct sockaddr_storage client;
        if (ppoll(&(struct pollfd){HANDOFF, POLLIN, 0}, 1, NULL, &none) <= 0) continue;
        int fd = handoff_receive(HANDOFF, &client, head, &length);
        if (fd < 0) continue;
        if (fork() == 0) {
            serve(fd, &client, head, length);
            _exit(0);
        }
        close(fd);
    }
    wait(NULL); /* for all of them: what was received is answered, what waits stays for the next process (rule 26) */
    return 0;
}
