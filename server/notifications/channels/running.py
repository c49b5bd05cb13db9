"""Run the workers of the channels that take a while: mail, where a mail server is named, push, webhooks."""

import asyncio
from contextlib import AsyncExitStack
from typing import Final, Never

import structlog

from server.notifications.channels.mailbox import open_mailbox
from server.notifications.channels.mailing import MailSender, SmtpSettings
from server.notifications.channels.pushing import PushSender, push_client
from server.notifications.channels.vapid import installed_keys, warn_of_contact
from server.notifications.channels.webhook_sending import WebhookLimits, WebhookSender, webhook_client
from server.notifications.outbox.channel_worker import ChannelWorker, SlowChannel
from server.notifications.outbox.wakeup import Wakeup
from server.resources import Resources

# Messages sent at once. Mails have fewer conversations: while some talk, others are written or written down.
MAIL_SLOTS: Final = 16
PUSH_SLOTS: Final = 16
# Programs of others answer when they please.
WEBHOOK_SLOTS: Final = 32

log = structlog.get_logger()


async def run_channels(resources: Resources, wakeup: Wakeup) -> Never:
    """Send mails, pushes and webhooks for ever; without a mail server mails wait in the outbox."""
    pool, settings = resources.postgres, resources.settings
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(push_client())
        push_sender = PushSender(
            pool, client, await installed_keys(pool, settings.seal), contact=f"mailto:{settings.mail_from}"
        )
        if not settings.has_mailbox:
            warn_of_contact(settings.mail_from)
        webhooks = await stack.enter_async_context(webhook_client())
        limits = WebhookLimits(hosts=settings.webhook_hosts)
        webhook_sender = WebhookSender(
            pool, webhooks, seal=settings.seal, public_url=settings.public_url, limits=limits
        )
        channels = [
            SlowChannel(name="push", send=push_sender.send, slots=PUSH_SLOTS),
            SlowChannel(name="webhook", send=webhook_sender.send, slots=WEBHOOK_SLOTS),
        ]
        if settings.smtp_url is None:
            log.warning("ADJUGE_SMTP_URL is not set: mails wait in the outbox")
        else:
            inside = settings.has_mailbox
            url = await stack.enter_async_context(open_mailbox(pool)) if inside else settings.smtp_url
            mail_sender = MailSender(SmtpSettings(url=url, sender=settings.mail_from, public_url=settings.public_url))
            stack.push_async_callback(mail_sender.aclose)
            channels.append(SlowChannel(name="mail", send=mail_sender.send, slots=MAIL_SLOTS))
        async with asyncio.TaskGroup() as group:
            for channel in channels:
                group.create_task(ChannelWorker(pool, channel, wakeup.subscribe()).serve())
    raise AssertionError("the channels never end by themselves")
