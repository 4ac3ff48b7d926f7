"""A reverse proxy as a team would have: https, a sign-in, and the secret that it shows to the console's server."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

COOKIE = "signed_in"


def make_certificate(folder: Path, name: str) -> ssl.SSLContext:
    """A context with a certificate that is signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(
            [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256()))
    path = folder / "proxy.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context


@asynccontextmanager
async def proxy(context: ssl.SSLContext, server: str, secret: str) -> AsyncIterator[int]:
    """Passes on what people who signed in ask of a server; the port that it listens at."""
    async with aiohttp.ClientSession() as session:

        async def pass_on(request: web.Request) -> web.StreamResponse:
            if request.cookies.get(COOKIE) != "yes":
                return web.Response(status=401, text="sign in first")
            headers = {"X-Naze-Proxy": secret} | {
                name: request.headers[name] for name in ("Origin", "User-Agent") if name in request.headers}
            if request.headers.get("Upgrade", "").lower() == "websocket":
                return await _carry(request, f"{server}{request.raw_path[1:]}", headers)
            async with session.get(f"{server}{request.raw_path[1:]}", headers=headers) as answer:
                kept = {name: value for name, value in answer.headers.items()
                        if name not in ("Content-Length", "Content-Encoding", "Transfer-Encoding", "Connection")}
                return web.Response(status=answer.status, body=await answer.read(), headers=kept)

        async def _carry(request: web.Request, address: str, headers: dict[str, str]) -> web.WebSocketResponse:
            async with session.ws_connect(address, headers=headers) as behind:
                before = web.WebSocketResponse()
                await before.prepare(request)

                async def copy(source: AnySocket, target: AnySocket) -> None:
                    async for message in source:
                        if message.type is aiohttp.WSMsgType.TEXT:
                            await target.send_str(message.data)
                        elif message.type is aiohttp.WSMsgType.BINARY:
                            await target.send_bytes(message.data)

                copies = [asyncio.create_task(copy(before, behind)), asyncio.create_task(copy(behind, before))]
                try:
                    await asyncio.wait(copies, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for each in copies:
                        each.cancel()
                    await asyncio.gather(*copies, return_exceptions=True)
                await before.close()
                return before

        app = web.Application()
        app.router.add_get("/{path:.*}", pass_on)
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
        await site.start()
        try:
            yield int(site.name.rpartition(":")[2])
        finally:
            # A farewell over TLS takes longer than the loop of a test lives.
            for connection in runner.server.connections if runner.server is not None else ():
                if connection.transport is not None:
                    connection.transport.abort()
            await runner.cleanup()


AnySocket = web.WebSocketResponse | aiohttp.ClientWebSocketResponse
