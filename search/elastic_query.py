"""Clauses as Elasticsearch's query DSL."""

from typing import Any, TypeAlias

from search.clauses import All, AnyToken, Between, Clause, Everything, Nothing, Sequence, Some, Term, Without

Dsl: TypeAlias = dict[str, Any]


def query(clause: Clause) -> Dsl:
    """Return the query that finds what a clause says."""
    match clause:
        case Term(field, token, boost):
            return {"term": {field: {"value": token, "boost": boost}}}
        case Sequence(field, tokens, boost):
            return {"match_phrase": {field: {"query": " ".join(tokens), "boost": boost}}}
        case AnyToken(field, tokens):
            return _silent({"terms": {field: list(tokens)}})
        case Between(field, low, high):
            bounds = {"gte": low, "lt": high}
            return _silent({"range": {field: {name: bound for name, bound in bounds.items() if bound is not None}}})
        case All(clauses):
            return {"bool": {"must": [query(part) for part in clauses]}}
        case Some(clauses, at_least):
            return {"bool": {"should": [query(part) for part in clauses], "minimum_should_match": at_least}}
        case Without(kept, excluded):
            return {"bool": {"must": [query(kept)], "must_not": [query(excluded)]}}
        case Everything():
            return _silent({"match_all": {}})
        case Nothing():
            return {"match_none": {}}


def _silent(found: Dsl) -> Dsl:
    return {"constant_score": {"filter": found, "boost": 0.0}}
