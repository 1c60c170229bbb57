"""Article → Article: `enrich` is the doorway; pure and deterministic, safe to repeat."""

from workers.enrich.enricher import enrich

__all__ = ["enrich"]
