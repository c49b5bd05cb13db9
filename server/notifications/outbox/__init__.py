"""The outbox: messages written with the fact they report, claimed and handed over after its commit."""
