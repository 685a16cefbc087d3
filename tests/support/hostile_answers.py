"""Answers that lie, break off, never end, or are no answers at all."""

from __future__ import annotations

import functools
import gzip
import socket
import struct
import time
import zlib

from tests.support.hostile_server import MEGABYTE, OK, PAGE, HostileServer, answer, way


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@way("unreachable", "timeout")
def silent(connection: socket.socket, server: HostileServer) -> None:
    server.stopping.wait(20)


@way("unreachable", "connection")
def closes_at_once(connection: socket.socket, server: HostileServer) -> None:
    connection.close()


@way("unreachable", "connection")
def resets(connection: socket.socket, server: HostileServer) -> None:
    _reset(connection)


@way("unreachable", "connection")
def resets_in_the_body(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Content-Length: 100000\r\n\r\n" + PAGE)
    time.sleep(0.1)
    _reset(connection)


@way("unreachable", "timeout")
def slow_status_line(connection: socket.socket, server: HostileServer) -> None:
    server.drip(connection, b"HTTP/1.1 200 " + b"O" * 10_000)


@way("unreachable", "timeout")
def slow_headers(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    server.drip(connection, b"X-Slow: 1\r\n" * 10_000)


@way("unreachable", "timeout")
def slow_body(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"\r\n")
    server.drip(connection, PAGE * 1000)


@way("unreachable", "timeout")
def slow_chunks(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    server.drip(connection, b"1\r\na\r\n" * 10_000)


@way("unreachable", "timeout")
def stalls_in_the_body(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Content-Length: 100000\r\n\r\n" + PAGE)
    server.stopping.wait(20)


@way("unreadable", "protocol")
def endless_headers(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    server.flood(connection, b"X-More: and more\r\n" * 1000)


@way("unreadable", "protocol")
def huge_header(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"X-Huge: " + b"a" * MEGABYTE + b"\r\n\r\n" + PAGE)


@way("unreadable", "protocol")
def many_headers(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"X-Many: 1\r\n" * 10_000 + b"\r\n" + PAGE)


@way("unreachable", "timeout")
def endless_continue(connection: socket.socket, server: HostileServer) -> None:
    server.flood(connection, b"HTTP/1.1 100 Continue\r\n\r\n")


@way("unreadable", "too_large")
def endless_body(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"\r\n" + PAGE)
    server.flood(connection, b"a" * 65536)


@way("unreadable", "too_large")
def endless_chunks(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    server.flood(connection, b"1000\r\n" + b"a" * 0x1000 + b"\r\n")


@way("unreachable", "timeout")
def endless_trailers(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n")
    server.flood(connection, b"X-Trailer: 1\r\n" * 100)


@way("unreadable", "kind")
def endless_film(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"\r\n\x00\x00\x00\x20ftypisom")
    server.flood(connection, b"\x00\x01\x02\x03" * 1000)


@way("unreadable", "protocol")
def no_http(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"\x00\x01\x02 this is no HTTP\r\n\r\n" * 10)


@way("unreadable", "protocol")
def another_service(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")


@way("unreadable", "protocol")
def body_without_head(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(PAGE)


@way("unreadable", "protocol")
def status_is_no_number(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 fine OK\r\n\r\n" + PAGE)


@way("unreadable", "protocol")
def status_out_of_range(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 99999 OK\r\n\r\n" + PAGE)


@way("unreadable", "protocol")
def switches_protocols(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" + PAGE)


@way("unreadable", "truncated")
def length_too_long(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, length="100000")


@way("fetched")
def length_too_short(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, length="40")


@way("unreadable", "protocol")
def length_negative(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, length="-5")


@way("unreadable", "protocol")
def length_no_number(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, length="many")


@way("unreadable", "protocol")
def lengths_contradict(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, "Content-Length: 7")


@way("unreadable", "too_large")
def length_of_a_terabyte(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, length=str(10**12))


@way("unreadable", "truncated")
def chunk_size_no_number(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + PAGE)


@way("unreadable", "protocol")
def chunk_size_negative(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n" + PAGE)


@way("unreadable", "truncated")
def chunk_breaks_off(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n" + PAGE)


@functools.cache
def bomb(megabytes: int, layers: int = 1) -> bytes:
    """Return so many megabytes of nothing, packed once or more often."""
    packed = zlib.compressobj(1, zlib.DEFLATED, 31)
    data = b"".join(packed.compress(bytes(MEGABYTE)) for _ in range(megabytes)) + packed.flush()
    for _ in range(layers - 1):
        data = gzip.compress(data)
    return data


@way("unreadable", "too_large")
def gzip_bomb(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, bomb(200), "Content-Type: text/html", "Content-Encoding: gzip")


@way("unreadable", "too_large")
def gzip_bomb_in_gzip(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, bomb(200, 2), "Content-Type: text/html", "Content-Encoding: gzip, gzip")


@way("unreadable", "encoding")
def gzip_that_is_none(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, "Content-Encoding: gzip")


@way("unreadable", "truncated")
def gzip_that_breaks_off(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, gzip.compress(PAGE * 50)[:-20], "Content-Encoding: gzip")


@way("unreadable", "encoding")
def gzip_that_is_damaged(connection: socket.socket, server: HostileServer) -> None:
    body = bytearray(gzip.compress(PAGE * 50))
    body[-8:-4] = b"\x00\x00\x00\x00"
    answer(connection, bytes(body), "Content-Encoding: gzip")


@way("unreadable", "encoding")
def unknown_encoding(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, "Content-Encoding: rot13")


@way("unreadable", "encoding")
def encoded_many_times(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, "Content-Encoding: " + ", ".join(["gzip"] * 50))


@way("fetched")
def deflate_without_header(connection: socket.socket, server: HostileServer) -> None:
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    answer(connection, packed.compress(PAGE) + packed.flush(), "Content-Encoding: deflate")


@way("fetched")
def gzip_with_rubbish_after_it(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, gzip.compress(PAGE) + bytes(100), "Content-Encoding: gzip")


@way("fetched")
def page_declared_a_picture(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, "Content-Type: image/png")


@way("unreadable", "kind")
def picture_declared_a_page(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, b"\x89PNG\r\n\x1a\n" + bytes(3000), "Content-Type: text/html")


@way("unreadable", "kind")
def program_declared_a_page(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, b"\x7fELF" + bytes(range(256)) * 8, "Content-Type: text/html")


@way("fetched")
def pdf_declared_a_page(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, b"%PDF-1.7\n" + bytes(range(256)) * 8, "Content-Type: text/html")


@way("unreadable", "empty")
def empty(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, b"")


@way("unreadable", "empty")
def nothing_but_blanks(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, b" \r\n\x00" * 10_000)


@way("fetched")
def page_after_blanks(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, b"\r\n" * 10_000 + PAGE)


@way("unreadable", "protocol")
def no_content(connection: socket.socket, server: HostileServer) -> None:
    connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


@way("fetched")
def null_bytes(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE.replace(b"Text", b"T\x00\x00ext" * 100), "Content-Type: text/html")


@way("fetched")
def broken_text_encoding(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE + b"\xff\xfe\xc3\x28" * 100, "Content-Type: text/html; charset=utf-8")


@way("fetched")
def header_with_null_and_control(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, 'ETag: "a\x00b\x0bc"', "Content-Type: text/html")


@way("fetched")
def folded_header(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE, 'ETag: "a"\r\n Injected: yes', "Content-Type: text/html")


@way("fetched")
def nested_elements(connection: socket.socket, server: HostileServer) -> None:
    answer(connection, PAGE + b"<div>" * 100_000, "Content-Type: text/html")


@way("fetched")
def ten_megabytes_of_linked_data(connection: socket.socket, server: HostileServer) -> None:
    data = b'<script type="application/ld+json">[' + b"0," * (5 * MEGABYTE) + b"0]</script>"
    answer(connection, PAGE + data, "Content-Type: text/html")


@way("fetched")
def entity_bomb(connection: socket.socket, server: HostileServer) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{entities}]><rss>&l9;</rss>'
    answer(connection, bomb.encode(), "Content-Type: application/rss+xml")


@way("fetched")
def answers_twice(connection: socket.socket, server: HostileServer) -> None:
    """Send an answer to a request that nobody has made yet."""
    answer(connection)
    answer(connection, b"<html><title>Smuggled</title></html>")
