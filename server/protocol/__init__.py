"""The wire: every message of `adjuge.v1`, parsed once and printed once.

Single source of the JSON Schema, the AsyncAPI page and the web's TypeScript (`python -m server.protocol.generate`).
What is here may gain fields and types; removing or changing one is a new version of the protocol.
"""
