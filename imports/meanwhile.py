"""What people wrote while the files were being read and checked: it is not written over."""

from __future__ import annotations

from imports.columns import Table
from imports.format import TABLES
from imports.slots import slots
from imports.sql import rows, run
from imports.staging import model_table

#: Rebuilds go on changing visits meanwhile; what a file must not undo of one is which plan it is of.
COMPARED = {"visits": "{row}.plan_id"}


class ChangedMeanwhile(Exception):
    """Somebody has written rows that the run was about to change. Nothing of the run may stand."""

    def __init__(self, file_name: str) -> None:
        super().__init__(file_name)
        self.file_name = file_name


def check_untouched() -> None:
    """Lock the patients that the run is about, then see that its rows are as it read them.

    A yes to a move, a stay or an assessment locks the patient's row first (docs/concurrency.md): so each
    comes whole before this, and is seen here, or whole after the import. Raises ChangedMeanwhile.
    """
    run(f"""
        SELECT FROM patients_patient WHERE id IN ({" UNION ".join(_patients())})
        ORDER BY id FOR NO KEY UPDATE
    """)
    for each in TABLES:
        if rows(_touched(each)):
            raise ChangedMeanwhile(each.file_name)


def _patients() -> list[str]:
    """Not those whose visits alone the files tell of: the history of a night is nearly everybody's."""
    of_patients = (
        this
        for this in TABLES
        if this.name != "visits" and any(slot.ready == "patient_id" for slot in slots(this))
    )
    selects = [
        f"SELECT patient_id FROM ready_{this.name} WHERE is_new OR changed" for this in of_patients
    ]
    return [*selects, "SELECT id FROM ready_patients WHERE changed"]


def _touched(this: Table) -> str:
    compared = COMPARED.get(this.name, "{row}::text")
    before, now = compared.format(row="(r.was)"), compared.format(row="t")
    return f"""SELECT t.id FROM ready_{this.name} r JOIN {model_table(this)} t ON t.id = r.id
        WHERE r.changed AND {now} IS DISTINCT FROM {before} LIMIT 1"""
