# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server that misbehaves on purpose. The path of a request says how.

Prints its ports (plain, refusing, TLS) on one line, then serves until its standard
input ends. GET /count?/PATH says how many requests for /PATH it has read whole.
"""
import os
import socket
import ssl
import sys
import threading
import time

counts = {}
lock = threading.Lock()
BIG = b"x" * 65536


def reply(body, head=b"", status=b"200 OK"):
    return (b"HTTP/1.1 " + status + b"\r\nContent-Length: %d\r\n" % len(body)
            + head + b"\r\n" + body)


class Client:
    def __init__(self, sock):
        self.sock = sock
        self.rest = b""

    def more(self):
        data = self.sock.recv(65536)
        if not data:
            raise EOFError
        self.rest += data

    def head(self):
        while b"\r\n\r\n" not in self.rest:
            self.more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        return head

    def body(self, head):
        n = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                n = int(value)
        while len(self.rest) < n:
            self.more()
        body, self.rest = self.rest[:n], self.rest[n:]
        return body

    def send(self, data):
        self.sock.sendall(data)


def endless(c, piece):
    while True:
        c.send(piece)


def drip(c):
    c.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
    while True:
        c.send(b".")
        time.sleep(0.03)


def torn_report(c):
    c.send(b"HTTP/1.1 200 OK\r\nX-Amz-Log-Result: aGVsbG8=\r\n"
           b"Content-Length: 50\r\n\r\nhalf")
    raise EOFError


def interim(c):
    c.send(b"HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n")
    time.sleep(0.05)
    c.send(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
    c.send(reply(b"after", b"X-Final: 1\r\n"))


def send_and_close(data):
    def act(c):
        c.send(data)
        raise EOFError
    return act


def wait(before):
    def act(c):
        c.send(before)
        time.sleep(30)
        raise EOFError
    return act


# After a request was read whole.
ACTIONS = {
    b"/ok": lambda c: c.send(reply(b"fine", b"X-Two: a\r\nX-Two: b\r\n")),
    b"/empty": lambda c: c.send(b"HTTP/1.1 204 No Content\r\n\r\n"),
    b"/200": lambda c: c.send(reply(b"many", b"".join(
        b"X-Header-%d: %d\r\n" % (i, i) for i in range(200)))),
    b"/redirect": lambda c: c.send(reply(
        b"", b"Location: /ok\r\n", b"302 Found")),
    b"/error": lambda c: c.send(reply(b"{}", b"", b"500 Oh")),
    b"/interim": interim,
    b"/die": send_and_close(b""),
    b"/reply-and-close": send_and_close(reply(b"last")),
    b"/no-length": send_and_close(b"HTTP/1.1 200 OK\r\n\r\nuntil the end"),
    b"/torn-head": send_and_close(b"HTTP/1.1 200 OK\r\nContent-Le"),
    b"/torn-length": torn_report,
    b"/torn-chunk": send_and_close(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"),
    b"/bad-chunk": send_and_close(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"),
    b"/chunked": lambda c: c.send(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\nhello\r\n6\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n"),
    b"/garbage": send_and_close(b"the-secret-of-the-server\r\n\r\n"),
    b"/stall": wait(b""),
    b"/stall-in-body": wait(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"),
    b"/drip": drip,
    b"/long-header": lambda c: c.send(reply(
        b"long", b"X-Long: " + b"v" * 40000 + b"\r\n")),
    b"/giant-header": lambda c: endless(c, b"HTTP/1.1 200 OK\r\nX-Long: " + BIG),
    b"/endless-headers": lambda c: (c.send(b"HTTP/1.1 200 OK\r\n"),
                                    endless(c, b"X-More: " + b"y" * 1000 + b"\r\n")),
    b"/endless": lambda c: (c.send(b"HTTP/1.1 200 OK\r\n\r\n"), endless(c, BIG)),
    b"/odd-header": lambda c: c.send(reply(
        b"odd", b"X-Odd: a\x01b\x1b[31m\r\n folded\r\nX-Next:  spaces  \r\n")),
}


def answer(c):
    head = c.head()
    target = head.split(b" ")[1]
    if target == b"/die-after-head":
        raise EOFError
    if target == b"/early":
        c.send(reply(b"too large", b"Connection: close\r\n", b"413 Too Large"))
        raise EOFError
    body = c.body(head)
    with lock:
        counts[target] = counts.get(target, 0) + 1
    path, _, query = target.partition(b"?")
    if path == b"/count":
        c.send(reply(b"%d" % counts.get(query, 0)))
    elif path in ACTIONS:
        ACTIONS[path](c)
    else:
        c.send(reply(head + b"\n\n" + body))


def serve(sock, tls):
    try:
        if tls:
            sock = tls.wrap_socket(sock, server_side=True)
        with sock:
            c = Client(sock)
            while True:
                answer(c)
    except (OSError, EOFError, ValueError):
        pass
    finally:
        sock.close()


def accept(listener, tls):
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=serve, args=(sock, tls), daemon=True).start()


def slam(listener):
    while True:
        sock, _ = listener.accept()
        sock.close()


def listen():
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    s.listen(64)
    return s


def main():
    plain, secure, slamming = listen(), listen(), listen()
    refusing = socket.socket()
    refusing.bind(("127.0.0.1", 0))  # bound, and nobody listens
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(sys.argv[1])
    for target, args in ((accept, (plain, None)), (accept, (secure, tls)),
                         (slam, (slamming,))):
        threading.Thread(target=target, args=args, daemon=True).start()
    print(*(s.getsockname()[1] for s in (plain, refusing, secure, slamming)), flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


main()
