"""Traces left by an action that calls others are written together, or not at all."""

import pytest
from django.db import transaction

from cordee.ground.audit.actions import Task, gathered_traces, leave_trace
from cordee.ground.audit.models import Event

BY = Task("tests")


def left(*verbs):
    for verb in verbs:
        leave_trace(verb=verb, subject="need:1", by=BY, commune_code="49999")


def test_traces_left_together_take_one_statement_and_keep_their_order(db, django_assert_num_queries):
    with django_assert_num_queries(1), gathered_traces():
        left("first", "second")
        with gathered_traces():
            left("third")
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["first", "second", "third"]


def test_what_is_undone_leaves_no_trace(db):
    with pytest.raises(ValueError, match="undone"), transaction.atomic(), gathered_traces():
        left("first")
        raise ValueError("undone")
    left("after")
    assert list(Event.objects.values_list("verb", flat=True)) == ["after"]
