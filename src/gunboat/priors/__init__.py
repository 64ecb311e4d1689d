"""Fitted draws with their digests and provenance; made by the scripts in verification/."""
