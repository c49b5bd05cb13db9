/* The least that fan-out can cost: every datagram that comes in is written, as one text frame, to every connection.
 *
 *     floor WS_PORT UDP_PORT        loopback only; answers any upgrade request without looking at it
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 16384, PAYLOAD_MAX = 1400, EVENTS_MAX = 256 };

static const char UPGRADE[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

static int receivers[CONNECTIONS_MAX], count;
static char upgraded[CONNECTIONS_MAX];

static int bound(int type, int port) {
    int fd = socket(AF_INET, type | SOCK_NONBLOCK, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    return bind(fd, (void *)&address, sizeof address) ? -1 : fd;
}

static void watch(int epoll, int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static void welcome(int epoll, int listener) {
    int fd, on = 1;
    while ((fd = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0 && fd < CONNECTIONS_MAX) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        upgraded[fd] = 0;
        watch(epoll, fd);
    }
}

static void listen_to(int fd) {
    char request[4096];
    if (read(fd, request, sizeof request) <= 0) {
        close(fd);
        for (int i = 0; i < count; i++)
            if (receivers[i] == fd) receivers[i] = receivers[--count];
        return;
    }
    if (upgraded[fd]) return;
    upgraded[fd] = 1;
    receivers[count++] = fd;
    if (write(fd, UPGRADE, sizeof UPGRADE - 1) < 0) exit(2);
}

/* A reader that lags loses frames here: the floor keeps no promises. */
static void fan_out(int datagrams) {
    char buffer[PAYLOAD_MAX + 4];
    ssize_t size;
    while ((size = recv(datagrams, buffer + 4, PAYLOAD_MAX, 0)) > 0) {
        int head = size < 126 ? 2 : 4;
        char *frame = buffer + 4 - head;
        frame[0] = (char)0x81;
        if (head == 2) frame[1] = (char)size;
        else frame[1] = 126, frame[2] = (char)(size >> 8), frame[3] = (char)(size & 255);
        for (int i = 0; i < count; i++)
            if (write(receivers[i], frame, size + head) < 0) continue;
    }
}

int main(int argc, char **argv) {
    if (argc != 3) return 1;
    int listener = bound(SOCK_STREAM, atoi(argv[1])), datagrams = bound(SOCK_DGRAM, atoi(argv[2]));
    if (listener < 0 || datagrams < 0 || listen(listener, 4096)) return 1;
    int epoll = epoll_create1(0);
    watch(epoll, listener);
    watch(epoll, datagrams);
    for (;;) {
        struct epoll_event events[EVENTS_MAX];
        int ready = epoll_wait(epoll, events, EVENTS_MAX, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) welcome(epoll, fd);
            else if (fd == datagrams) fan_out(fd);
            else listen_to(fd);
        }
    }
}
