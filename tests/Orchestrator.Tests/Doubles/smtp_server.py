"""A real SMTP server for the tests, on Debian's python3-aiosmtpd.

Arguments: one behaviour per message, in order; the last one goes on for ever.
  accept         takes the message
  451, 550       answers the content with that code
  535            refuses the sender as unauthenticated would be
  drop-before    breaks the connection at RCPT, before any content
  drop-after     takes the content, then breaks the connection without an answer
  refuse:A       refuses recipient A for good, takes the message for the others
  defer:A        refuses recipient A for now, takes the message for the others
Prints JSON lines: {"port": n}, then one per message taken. Ends when its standard input is closed.
"""
import asyncio
import json
import sys

from aiosmtpd.smtp import SMTP


class Handler:
    def __init__(self, behaviours):
        self.behaviours = behaviours

    @property
    def current(self):
        return self.behaviours[0]

    def next(self):
        if len(self.behaviours) > 1:
            self.behaviours.pop(0)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.current == "535":
            self.next()
            return "535 5.7.8 credentials refused"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.current == "drop-before":
            self.next()
            server.transport.abort()
            return "421 bye"
        if self.current == "refuse:" + address:
            return "550 5.1.1 no such mailbox"
        if self.current == "defer:" + address:
            return "450 4.2.1 mailbox busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        behaviour = self.current
        self.next()
        if behaviour in ("451", "550"):
            return behaviour + " as the test wants it"
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "content": envelope.content.decode("utf-8", "replace"),
        }), flush=True)
        if behaviour == "drop-after":
            server.transport.abort()
        return "250 OK"


async def main():
    loop = asyncio.get_running_loop()
    handler = Handler(sys.argv[1:] or ["accept"])
    server = await loop.create_server(lambda: SMTP(handler, hostname="test"), "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
