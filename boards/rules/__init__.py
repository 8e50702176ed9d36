"""What makes a patient a candidate: plain histories in, findings with evidence out.

Each rule says in one sentence why it fires, since when, and who saw what; and, asked, why it does not.
No rule gives a score. The rules know no database: `boards.queries.histories` reads, `RULES` judges.
"""
