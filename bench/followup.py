"""Servers and comparisons for bench/followup: python3 followup.py greeters|silent|honest-hosts|hostile-hosts|stamp|compare|honest ARGUMENT..."""

import asyncio
import os
import resource
import socket
import sys
import time
import xml.etree.ElementTree as ElementTree

BANNERS = [
    b"220 (vsFTPd 3.0.3)\r\n",
    b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n",
    b"220 mail.example ESMTP Exim 4.96 Tue, 24 Nov 2026 10:00:00 +0000\r\n",
    b"+OK Dovecot (Debian) ready.\r\n",
    b"* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN] Dovecot (Debian) ready.\r\n",
]


def listener(port):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("0.0.0.0", port))
    server.listen(65535)
    server.setblocking(False)
    return server


async def greet(reader, writer):
    port = writer.get_extra_info("sockname")[1]
    try:
        writer.write(BANNERS[port % len(BANNERS)])
        await asyncio.wait_for(reader.read(1024), 60)
    except (OSError, asyncio.TimeoutError):
        pass
    writer.close()


async def silent(reader, writer):
    try:
        await asyncio.wait_for(reader.read(1024), 120)
        await asyncio.sleep(120)
    except (OSError, asyncio.TimeoutError):
        pass
    writer.close()


def numbered(manner):
    async def serve_one(reader, writer):
        address, port = writer.get_extra_info("sockname")
        octets = address.split(".")
        try:
            await manner(int(octets[2]) * 250 + int(octets[3]) + port, reader, writer)
        except (OSError, asyncio.TimeoutError):
            pass
        writer.close()

    return serve_one


async def honest(number, reader, writer):
    if number % 2:
        await asyncio.sleep(0.05)
        writer.write(BANNERS[number % len(BANNERS)])
        await asyncio.wait_for(reader.read(1024), 60)
        return
    request = await asyncio.wait_for(reader.read(1024), 60)
    if request.startswith(b"GET / "):
        writer.write(b"HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nConnection: close\r\n\r\n<title>x</title>")
        await writer.drain()


async def says_nothing(reader, writer):
    await asyncio.sleep(60)


async def floods(reader, writer):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        writer.write(b"220 " + b"a " * 8000)
        await writer.drain()


def drips(every_seconds):
    async def drip(reader, writer):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(every_seconds)

    return drip


async def says_a_long_line(reader, writer):
    await asyncio.wait_for(reader.read(1024), 60)
    writer.write((b"HTTP/1.1 200 " * 400)[:4096])
    await asyncio.sleep(60)


async def resets(reader, writer):
    writer.transport.abort()


async def closes(reader, writer):
    pass


async def breaks_tls(reader, writer):
    await asyncio.wait_for(reader.read(1024), 60)
    writer.write(b"\x16\x03\x03\x40\x00\x02\x00\x00\x09" + os.urandom(2000))
    await asyncio.sleep(60)


async def ends(reader, writer):
    writer.write_eof()
    await asyncio.sleep(60)


async def never_reads(reader, writer):
    writer.transport.pause_reading()
    await asyncio.sleep(60)


async def answers_noise(reader, writer):
    while await asyncio.wait_for(reader.read(1024), 60):
        writer.write(os.urandom(400))


HOSTILE = {
    "silent": says_nothing,
    "flood": floods,
    "drip": drips(0.2),
    "slow-drip": drips(1),
    "line": says_a_long_line,
    "reset": resets,
    "close": closes,
    "tls": breaks_tls,
    "end": ends,
    "unread": never_reads,
    "noise": answers_noise,
}


def hostile(kinds):
    manners = [HOSTILE[kind] for kind in kinds.split(",")]

    async def mixed(number, reader, writer):
        await manners[number % len(manners)](reader, writer)

    return mixed


async def serve(handler, ports):
    for port in ports:
        await asyncio.start_server(handler, sock=listener(port), backlog=65535, limit=4096)
    await asyncio.Event().wait()


def services(file):
    found = {}
    for host in ElementTree.parse(file).getroot().iter("host"):
        address = host.find("address").get("addr")
        for port in host.iter("port"):
            if port.find("state").get("state") != "open":
                continue
            service = port.find("service")
            fields = ("name", "product", "version", "extrainfo", "tunnel")
            told = tuple(service.get(field, "") for field in fields) if service is not None else ()
            cpes = tuple(sorted(cpe.text for cpe in service.findall("cpe"))) if service is not None else ()
            probed = service is not None and service.get("method") == "probed"
            found[address, port.get("portid")] = told + cpes if probed else ("",)
    return found


def compare(ours, theirs):
    ours, theirs = services(ours), services(theirs)
    different = [key for key in theirs if ours.get(key) != theirs[key]]
    print(f"  {len(theirs)} ports, {sum(value != ('',) for value in theirs.values())} told by nmap,"
          f" {sum(value != ('',) for value in ours.values())} by hayate, {len(different)} told differently")
    for key in different[:8]:
        print("   ", *key, ours.get(key), theirs[key])


def honest_told(alone, among):
    alone, among = services(alone), services(among)
    wrong = [key for key in alone if among.get(key) != alone[key]]
    print(f"  {len(alone)} honest alone, {sum(len(value) > 1 and bool(value[1]) for value in alone.values())} with product;"
          f" among the hostile {len(wrong)} are told differently")
    for key in wrong[:8]:
        print("   ", *key, alone[key], among.get(key))


def stamp():
    began = time.monotonic()
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(b"%.2f " % (time.monotonic() - began) + line)


def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(hard, 200_000), max(hard, 200_000)))
    except ValueError:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    hosts = {"silent": silent, "honest-hosts": numbered(honest)}
    what, arguments = sys.argv[1], sys.argv[2:]
    if what == "stamp":
        stamp()
    elif what == "compare":
        compare(*arguments)
    elif what == "honest":
        honest_told(*arguments)
    elif what == "greeters":
        first, count = int(arguments[0]), int(arguments[1])
        asyncio.run(serve(greet, range(first, first + count)))
    elif what == "hostile-hosts":
        asyncio.run(serve(numbered(hostile(arguments[0])), map(int, arguments[1:])))
    else:
        asyncio.run(serve(hosts[what], [int(arguments[0])]))


main()
