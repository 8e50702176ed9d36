"""Fill the tables of e-meldinger up to a number of messages, by SQL alone: what some years leave behind."""

from __future__ import annotations

import time

#: So many at a time: the write-ahead log stays small.
BATCH = 100_000

ORIGINALS = """
INSERT INTO emeldinger_original (sha256, size, content)
SELECT encode(sha256(convert_to(%(mark)s || n, 'UTF8')), 'hex'), %(bytes)s,
       convert_to(rpad(%(mark)s || n || ' ', %(bytes)s, md5(n::text)), 'UTF8')
FROM generate_series(%(first)s, %(last)s) AS n
"""
MESSAGES = """
INSERT INTO emeldinger_message (
    original_id, msg_id, received_at, generated_at, type_code, type_text, namespace, event_code,
    status_code, priority, verdict, findings, sender_her, sender_organisation,
    sender_name, receiver_her, receiver_name, subject,
    address_id, patient_id, match, person_name, person_number, person_sex, ht_id, queue, parent_id,
    conversation, standing, closed_at, urgency, content_code, due_rule, due_at, rank)
SELECT o.id, g.msg_id, at, at, kind.type_code, kind.type_text, 'fylt', '', 'N', '', 'tatt-imot',
    '[]', '0070002', '0070001', 'Oppdiktet sykehus, PLO medisin', '0099002',
    'Målekommunen, Sykepleietjenesten', '',
    a.id, p.id, 'kjent', p.given_name || ' ' || p.family_name, p.national_number, '2', a.ht_id, '',
    CASE WHEN n %% 5 = 0 THEN gen_random_uuid()::text ELSE '' END, g.msg_id, 'gjelder',
    CASE WHEN n %% %(every)s > 0 THEN at + interval '2 hours' END,
    '', '', kind.rule, at + kind.minutes * interval '1 minute', kind.rank
FROM generate_series(%(first)s, %(last)s) AS n
CROSS JOIN LATERAL (SELECT gen_random_uuid()::text AS msg_id,
    now() - interval '1 day' - n * interval '90 seconds' AS at) AS g
JOIN (VALUES
    (0, 'LOG_UTSKREVET', 'Utskrevet pasient', 'utskrevet', 120, 1),
    (1, 'LOG_INNLAGT', 'Innlagt pasient', 'innlagt', 1440, 2),
    (2, 'DIALOG_FORESPORSEL', 'Forespørsel', 'foresporsel', 4320, 4),
    (3, 'EPIKRISE', 'Epikrise', 'kopi', NULL, 5),
    (4, 'LOG_UTSKRIVNINGSKLAR', 'Utskrivningsklar pasient', 'utskrivningsklar', 0, 1)
) AS kind (turn, type_code, type_text, rule, minutes, rank) ON kind.turn = n / 7 %% 5
JOIN emeldinger_original o ON o.sha256 = encode(sha256(convert_to('melding ' || n, 'UTF8')), 'hex')
JOIN emeldinger_address a ON a.her_id = '0099002'
JOIN patients_patient p ON p.number = 'maal-' || (n %% 300)
"""
ARRIVALS = """
INSERT INTO emeldinger_arrival (original_id, message_id, way, reference, at, duplicate)
SELECT original_id, id, 'mappe', id || '.xml', received_at, false
FROM emeldinger_message WHERE id > %(before)s
"""
SENDINGS = """
INSERT INTO emeldinger_sending (
    kind, state, msg_id, answers_id, original_id, sender_her, receiver_her, receiver_name,
    receipt_status, receipt_errors, channel, channel_reference, written_at, next_try_at, tries,
    sent_at, fault, type_code, type_text, conversation, answered_status, answered_errors)
SELECT 'kvittering', 'sendt', gen_random_uuid()::text, m.id, o.id, '0099002', '0070002',
    'Oppdiktet sykehus', '1', '[]', 'mappe', m.id || '.xml', m.received_at, m.received_at, 1,
    m.received_at, '', '', '', '', '', '[]'
FROM (SELECT id, received_at, %(first)s - 1 + row_number() OVER (ORDER BY id) AS n
      FROM emeldinger_message WHERE id > %(before)s) AS m
JOIN emeldinger_original o ON o.sha256 = encode(sha256(convert_to('kvittering ' || m.n, 'UTF8')), 'hex')
"""


def fill_up_to(messages: int, every: int = 100) -> int:
    """How many there are afterwards; one of `every` is open. A million take some minutes and about four
    gigabytes.
    """
    from django.db import connection

    from emeldinger.models import Message

    there = Message.objects.count()
    began = time.monotonic()
    with connection.cursor() as cursor:
        # What is invented here needs no check of what it points at.
        cursor.execute("SET session_replication_role = replica")
        while there < messages:
            last = min(there + BATCH, messages)
            _fill(cursor, there + 1, last, every)
            there = last
            print(f"# {there} stored, {time.monotonic() - began:.0f} s", flush=True)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
    return there


def _fill(cursor: object, first: int, last: int, every: int) -> None:
    """Numbers may have been used by an earlier fill: they go on from the originals there are."""
    cursor.execute("SELECT coalesce(max(id), 0) FROM emeldinger_original")  # type: ignore[attr-defined]
    ((offset,),) = cursor.fetchall()  # type: ignore[attr-defined]
    cursor.execute("SELECT coalesce(max(id), 0) FROM emeldinger_message")  # type: ignore[attr-defined]
    ((before,),) = cursor.fetchall()  # type: ignore[attr-defined]
    span = {"first": offset + first, "last": offset + last, "before": before, "every": every}
    for mark, size in (("melding ", 900), ("kvittering ", 500)):
        cursor.execute(ORIGINALS, span | {"mark": mark, "bytes": size})  # type: ignore[attr-defined]
    for statement in (MESSAGES, ARRIVALS, SENDINGS):
        cursor.execute(statement, span)  # type: ignore[attr-defined]
