#!/usr/bin/python3
"""A small GvNap client, written from PROTOCOL.md and gvnap.proto alone.

    gvnap.py HOST:PORT search QUERY...
    gvnap.py HOST:PORT get CONTENT-ID [FOLDER]

HOST:PORT is an index server. Exit status: 0 done, 1 it could not be done, 2 wrong usage.
"""
import hashlib
import os
import re
import socket
import struct
import sys
import time

from google.protobuf.message import DecodeError

import gvnap_pb2 as pb

MAX_FRAME = 1 << 20
BLOCK = 16 * 1024
MAX_PIECES = 16 * 1024
READ = 1 << 20
READS_UNDER_WAY = 4
PATIENCE = 30
TIMEOUT = 20


class Failed(Exception):
    """What went wrong, in words."""


class Connection:
    """Frames on a TCP connection."""

    def __init__(self, host, port):
        self._socket = socket.create_connection((host, port), TIMEOUT)
        self._input = self._socket.makefile("rb")
        self._last_id = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._input.close()
        self._socket.close()

    def send(self, **message):
        """Sends a request; returns its id."""
        self._last_id += 1
        body = pb.Envelope(request_id=self._last_id, **message).SerializeToString()
        self._socket.sendall(struct.pack(">I", len(body)) + body)
        return self._last_id

    def receive(self, request_id, *kinds):
        """Returns the message, of one of these kinds, that answers a request."""
        while True:
            (length,) = struct.unpack(">I", self.read(4))
            if not 1 <= length <= MAX_FRAME:
                raise Failed(f"a frame of {length} bytes")
            try:
                envelope = pb.Envelope.FromString(self.read(length))
            except DecodeError as error:
                raise Failed("a frame without a message") from error
            got = envelope.WhichOneof("message")
            if got == "error" and envelope.request_id in (0, request_id):
                raise Failed(f"{pb.ErrorCode.Name(envelope.error.code)}: {clean(envelope.error.message)}")
            if envelope.request_id == request_id:
                if got not in kinds:
                    raise Failed(f"{got} came in place of {kinds[0]}")
                return getattr(envelope, got)

    def ask(self, *kinds, **message):
        return self.receive(self.send(**message), *kinds)

    def read(self, length):
        """Reads exactly so many raw bytes."""
        data = self._input.read(length)
        if len(data) < length:
            raise Failed("the connection ended early")
        return data


class Content:
    """A content id, and what follows from it: the pieces and their hashes."""

    def __init__(self, root, size):
        self.root, self.size = root, size
        self.height = 0
        while size > MAX_PIECES * BLOCK << self.height:
            self.height += 1
        self.piece_size = BLOCK << self.height
        self.pieces = -(-size // self.piece_size)
        self.key = pb.ContentKey(root=root, size=size)
        self.layer = []

    @staticmethod
    def parse(text):
        if not re.fullmatch(r"[0-9a-f]{64}-(0|[1-9][0-9]{0,13})", text, re.ASCII):
            raise Failed(f"{clean(text)} is no content id: it has 64 hex digits, a hyphen and the size")
        return Content(bytes.fromhex(text[:64]), int(text[65:]))

    def __str__(self):
        return f"{self.root.hex()}-{self.size}"

    def check_layer(self, layer):
        """Takes a piece layer, if the root proves it."""
        hashes = [layer[i:i + 32] for i in range(0, len(layer), 32)]
        if self.pieces == 0:
            expected, root = 0, sha256(b"")
        elif self.pieces == 1:
            expected, root = 0, self.root
        else:
            missing = fold([bytes(32)], self.height, bytes(32))
            expected, root = 32 * self.pieces, fold(hashes, (self.pieces - 1).bit_length(), missing)
        if len(layer) != expected or root != self.root:
            raise Failed("its piece layer does not belong to the content id")
        self.layer = hashes or [self.root]

    def is_piece(self, number, data):
        leaves = [sha256(data[i:i + BLOCK]) for i in range(0, len(data), BLOCK)]
        return fold(leaves, self.height, bytes(32)) == self.layer[number]


def sha256(data):
    return hashlib.sha256(data).digest()


def fold(hashes, levels, missing):
    """Goes up the tree; a node without a sibling has `missing` beside it, the root of an absent subtree."""
    for _ in range(levels):
        if len(hashes) % 2:
            hashes = hashes + [missing]
        hashes = [sha256(left + right) for left, right in zip(hashes[::2], hashes[1::2])]
        missing = sha256(missing + missing)
    return hashes[0] if hashes else None


def clean(text):
    """Text from the network, safe to print: no control characters, escape sequences or bidirectional controls."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def connect_to_index(address):
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise Failed(f"{clean(address)} is no HOST:PORT")
    connection = Connection(host.strip("[]"), int(port))
    connection.ask("welcome", hello=pb.Hello(min_version=1, max_version=1, agent="gvnap.py"))
    return connection


def search(index, query):
    with connect_to_index(index) as server:
        results = server.ask("search_results", search=pb.Search(query=query, limit=100))
    for result in results.results:
        entry = pb.FileEntry.FromString(result.entry)
        users = ", ".join(clean(source.user) or "?" for source in result.sources)
        print(f"{entry.root.hex()}-{entry.size}  {clean(entry.name)}  {result.source_count} source(s): {users}")
    print(f"{results.total} found", file=sys.stderr)


def get(index, content, folder):
    with connect_to_index(index) as server:
        page = server.ask("source_page", find_sources=pb.FindSources(root=content.root, size=content.size, limit=100))
    part = os.path.join(folder, f"{content.root.hex()[:16]}.gvnap-part")
    with open(part, "wb") as file:
        for source in page.sources:
            for endpoint in source.endpoints:
                where = f"{clean(source.user)} at {clean(endpoint.host)} port {endpoint.port}"
                try:
                    name = fetch(source.peer_id, endpoint, content, file)
                except (Failed, OSError) as error:
                    print(f"{where}: {error}", file=sys.stderr)
                    continue
                file.flush()
                os.fsync(file.fileno())
                path = place(part, folder, name)
                print(f"{content}  {path}")
                return
    os.remove(part)
    raise Failed(f"none of {len(page.sources)} sources gave {content}")


def fetch(peer_id, endpoint, content, file):
    """Downloads from one endpoint, from where the last one stopped. Only verified pieces reach the file."""
    with Connection(endpoint.host, endpoint.port) as peer:
        hello = pb.TransferHello(min_version=1, max_version=1, peer_id=peer_id)
        peer.ask("transfer_welcome", transfer_hello=hello)
        opened = open_content(peer, content)
        if opened.content != content.key or opened.piece_size != content.piece_size:
            raise Failed("it opened something else")
        content.check_layer(opened.piece_layer)

        asked, under_way, received = file.tell(), [], b""
        while file.tell() < content.size:
            while asked < content.size and len(under_way) < READS_UNDER_WAY:
                length = min(READ, content.size - asked)
                under_way.append((peer.send(read=pb.Read(content=content.key, offset=asked, length=length)), length))
                asked += length
            request_id, length = under_way.pop(0)
            if peer.receive(request_id, "read_header").length != length:
                raise Failed("it sends another length than was asked for")
            received += peer.read(length)
            received = keep_pieces(content, file, received)
        return opened.name


def open_content(peer, content):
    """Opens a content id, waiting in the peer's queue if it is busy."""
    for _ in range(PATIENCE):
        reply = peer.ask("opened", "busy", open=pb.Open(content=content.key))
        if isinstance(reply, pb.Opened):
            return reply
        time.sleep(min(reply.retry_after_milliseconds, 10_000) / 1000)
    raise Failed("it is busy")


def keep_pieces(content, file, received):
    """Writes the whole pieces at the start of what was received; returns the rest."""
    start = 0
    while file.tell() < content.size:
        length = min(content.piece_size, content.size - file.tell())
        piece = received[start:start + length]
        if len(piece) < length:
            break
        number = file.tell() // content.piece_size
        if not content.is_piece(number, piece):
            raise Failed(f"piece {number} is wrong")
        file.write(piece)
        start += length
    return received[start:]


def place(part, folder, name):
    """Gives the file its name, made safe, unless that is taken."""
    safe = re.sub(r"[^\w .,()+-]", "_", name.split("/")[-1]).strip(" .") or "download"
    path = os.path.join(folder, safe)
    if os.path.lexists(path):
        os.remove(part)
        raise Failed(f"{path} exists already")
    os.rename(part, path)
    return path


def main(arguments):
    try:
        match arguments:
            case [index, "search", *words] if words:
                search(index, " ".join(words))
            case [index, "get", content_id]:
                get(index, Content.parse(content_id), ".")
            case [index, "get", content_id, folder]:
                get(index, Content.parse(content_id), folder)
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except (Failed, OSError, ValueError) as error:
        print(f"gvnap.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
