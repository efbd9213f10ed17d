#!/usr/bin/python3
"""Computes the content ids of the test vectors with libtorrent, an implementation of BEP 52 that is not ours.

    apt-get install python3-libtorrent
    tests/GvNap.Protocol.Tests/Content/roots.py > tests/GvNap.Protocol.Tests/Content/roots.json
"""
import hashlib
import json
import os
import tempfile

import libtorrent

MiB = 1 << 20
BLOCK = 16 * 1024
VECTORS = [("noise", size) for size in
           (1, 16383, 16384, 16385, 2 * BLOCK, 3 * BLOCK + 1, MiB, MiB + 1, 3 * MiB + 12345)]
VECTORS += [("zeros", 256 * MiB), ("zeros", 256 * MiB + 1)]


def content(kind, size):
    """The bytes of a vector; TestContent.cs and ZeroStream.cs make the same."""
    if kind == "zeros":
        return bytes(size)
    data = bytearray(size)
    state = 1
    for i in range(size):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        data[i] = state >> 24
    return bytes(data)


def piece_length(size):
    length = BLOCK
    while size > 16384 * length:
        length *= 2
    return length


def vector(folder, kind, size):
    path = os.path.join(folder, f"{kind}-{size}")
    with open(path, "wb") as file:
        file.write(content(kind, size))
    files = libtorrent.file_storage()
    libtorrent.add_files(files, path)
    torrent = libtorrent.create_torrent(files, piece_size=piece_length(size), flags=libtorrent.create_torrent.v2_only)
    libtorrent.set_piece_hashes(torrent, folder)
    generated = torrent.generate()
    (entry,) = generated[b"info"][b"file tree"].values()
    root = entry[b""][b"pieces root"]
    layer = generated[b"piece layers"].get(root, b"")
    os.remove(path)
    return {"content": kind, "size": size, "pieceLength": generated[b"info"][b"piece length"],
            "root": root.hex(), "pieces": len(layer) // 32, "layerSha256": hashlib.sha256(layer).hexdigest()}


with tempfile.TemporaryDirectory() as folder:
    rows = [json.dumps(vector(folder, kind, size)) for kind, size in VECTORS]
print("[\n  " + ",\n  ".join(rows) + "\n]")
