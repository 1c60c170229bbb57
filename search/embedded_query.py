"""Clauses as tantivy's queries."""

from typing import Final

import tantivy
from tantivy import Occur, Query

from search.clauses import All, AnyToken, Between, Clause, Everything, Nothing, Sequence, Some, Term, Without

_INTEGER: Final = tantivy.FieldType.Integer


class Compiler:
    """Turns clauses into queries of one schema."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def query(self, clause: Clause) -> tantivy.Query:
        """Return the query that finds what a clause says."""
        match clause:
            case Term(field, token, boost):
                return Query.boost_query(Query.term_query(self._schema, field, token, "freq"), boost)
            case Sequence(field, tokens, boost):
                return Query.boost_query(Query.phrase_query(self._schema, field, list(tokens)), boost)
            case AnyToken(field, tokens):
                return _silent(Query.term_set_query(self._schema, field, list(tokens)))
            case Between(field, low, high):
                highest = None if high is None else high - 1
                return _silent(Query.range_query(self._schema, field, _INTEGER, low, highest))
            case All(clauses):
                return Query.boolean_query([(Occur.Must, self.query(part)) for part in clauses])
            case Some(clauses, at_least):
                return Query.boolean_query([(Occur.Should, self.query(part)) for part in clauses], at_least)
            case Without(kept, excluded):
                return Query.boolean_query([(Occur.Must, self.query(kept)), (Occur.MustNot, self.query(excluded))])
            case Everything():
                return _silent(Query.all_query())
            case Nothing():
                return Query.empty_query()

    def both(self, query: tantivy.Query, restriction: tantivy.Query) -> tantivy.Query:
        """Return the query within a restriction that does not score."""
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, _silent(restriction))])


def _silent(query: tantivy.Query) -> tantivy.Query:
    return Query.const_score_query(query, 0.0)
