"""A mail server that others wrote (Debian's python3-aiosmtpd), with STARTTLS and two ways to log in: by password, and by
XOAUTH2 with an access token.

Arguments: certificate file (key and chain as PEM), user, password, token.
Prints JSON lines: {"port": n}, then one per message taken. Ends when its standard input is closed.
"""
import asyncio
import base64
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

certificate, user, password, token = sys.argv[1:]


def judge(is_right):
    # "Not handled" has aiosmtpd send the refusal.
    return AuthResult(success=is_right, handled=is_right, auth_data=user)


def authenticate(server, session, envelope, mechanism, auth_data):
    return judge((auth_data.login.decode(), auth_data.password.decode()) == (user, password))


class Handler:
    async def auth_XOAUTH2(self, server, args):
        expected = f"user={user}\x01auth=Bearer {token}\x01\x01"
        return judge(len(args) == 2 and base64.b64decode(args[1]).decode() == expected)

    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "isEncrypted": session.ssl is not None,
            "isAuthenticated": session.authenticated,
            "content": envelope.content.decode("utf-8", "replace"),
        }), flush=True)
        return "250 OK"


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Handler(), hostname="test", tls_context=context, require_starttls=True, auth_required=True,
                     auth_require_tls=True, authenticator=authenticate),
        "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
