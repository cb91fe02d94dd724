"""A real SMTP server (aiosmtpd) whose mood the tests set, one command a line on standard input:

accept   take messages (the mood at the start)
refuse   answer 451 to every message
hold     take the message, report it, and answer only after 'release'
release  answer what is held, and accept from now on
quit     end

Each event is one JSON line on standard output: ready, message, refused.
"""
import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP


def say(**event):
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


class Inbox:
    def __init__(self):
        self.mood = "accept"
        self.released = asyncio.Event()

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {}
        for part in message.walk():
            if part.get_content_maintype() == "text":
                parts[part.get_content_type()] = part.get_content()
        facts = {
            "subject": message["Subject"],
            "messageId": message["Message-ID"],
            "to": envelope.rcpt_tos,
            "text": parts.get("text/plain"),
            "html": parts.get("text/html"),
        }
        if self.mood == "refuse":
            say(event="refused", **facts)
            return "451 try again later"
        say(event="message", **facts)
        if self.mood == "hold":
            await self.released.wait()
        return "250 stored"

    def obey(self, command):
        if command in ("accept", "refuse"):
            self.mood = command
        elif command == "hold":
            self.released.clear()
            self.mood = command
        elif command == "release":
            self.mood = "accept"
            self.released.set()
        else:
            raise ValueError(f"unknown command {command!r}")


async def main():
    loop = asyncio.get_running_loop()
    inbox = Inbox()
    server = await loop.create_server(lambda: SMTP(inbox), "127.0.0.1", int(sys.argv[1]))
    say(event="ready", port=server.sockets[0].getsockname()[1])
    while True:
        line = await loop.run_in_executor(None, sys.stdin.readline)
        command = line.strip()
        if command in ("", "quit"):
            break
        inbox.obey(command)
    server.close()


asyncio.run(main())
