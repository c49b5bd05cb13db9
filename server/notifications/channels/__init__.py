"""The channels by which messages leave: live events, mail, web push, webhooks."""
