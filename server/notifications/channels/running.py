"""Open the hatches of the channels that take a while: mail, where a mail server is named, push, webhooks."""

import asyncio
from contextlib import AsyncExitStack
from typing import Final, Never

import structlog

from server.notifications.channels.mailbox import open_mailbox
from server.notifications.channels.mailing import Mailer, Post
from server.notifications.channels.pushing import Pusher, push_client
from server.notifications.channels.vapid import installed_keys, warn_of_contact
from server.notifications.channels.webhook_sending import Hooker, Limits, hook_client
from server.notifications.outbox.channel_worker import Hatch, Slow
from server.notifications.outbox.wakeup import Bell
from server.resources import Resources

# Letters in hand at once. Mails have fewer conversations: while some talk, others are written or written down.
MAIL_SLOTS: Final = 16
PUSH_SLOTS: Final = 16
# Machines of others answer when they please.
HOOK_SLOTS: Final = 32

log = structlog.get_logger()


async def keep_open(resources: Resources, bell: Bell) -> Never:
    """Hand over mails, pushes and webhooks for ever; without a mail server mails wait in the outbox."""
    pool, settings = resources.postgres, resources.settings
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(push_client())
        pusher = Pusher(pool, client, await installed_keys(pool, settings.seal), contact=f"mailto:{settings.mail_from}")
        if not settings.has_mailbox:
            warn_of_contact(settings.mail_from)
        hooks = await stack.enter_async_context(hook_client())
        limits = Limits(hosts=settings.webhook_hosts)
        hooker = Hooker(pool, hooks, seal=settings.seal, public_url=settings.public_url, limits=limits)
        channels = [
            Slow(name="push", hand_over=pusher.send, slots=PUSH_SLOTS),
            Slow(name="webhook", hand_over=hooker.send, slots=HOOK_SLOTS),
        ]
        if settings.smtp_url is None:
            log.warning("ADJUGE_SMTP_URL is not set: mails wait in the outbox")
        else:
            inside = settings.has_mailbox
            url = await stack.enter_async_context(open_mailbox(pool)) if inside else settings.smtp_url
            mailer = Mailer(Post(url=url, sender=settings.mail_from, public_url=settings.public_url))
            stack.push_async_callback(mailer.aclose)
            channels.append(Slow(name="mail", hand_over=mailer.send, slots=MAIL_SLOTS))
        async with asyncio.TaskGroup() as group:
            for channel in channels:
                group.create_task(Hatch(pool, channel, bell.ear()).serve())
    raise AssertionError("a post office never closes by itself")
