"""The words of a boundary: a review that refuses, asks or stays silent.

A boundary is about what its author does. Some things may never be its price: naloxone, prescribed
medicine, emergency care, papers, the way to treatment. `review` reads the sentence and says so.

How it reads: the text becomes clauses (`grammar`); each clause has a subject, a sign (said or
denied) and maybe a link ("if", "until"). `vocabulary` lists what can be touched and what can be done to it.
Withheld is "a taking act, said" or "a giving act, denied". In doubt it asks.
"""

from tracker.boundaries.wording.messages import MESSAGES, Finding, Verdict
from tracker.boundaries.wording.review import overall, review

__all__ = ["MESSAGES", "Finding", "Verdict", "overall", "review"]
