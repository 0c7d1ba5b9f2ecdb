"""Approved reports: kept whole in one transaction, once for each kind and period, and for good."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from automations.engine.core.approved_reports import (
    ApprovedData,
    ApprovedFile,
    ApprovedReport,
    approved_report,
)
from automations.engine.store.database import Database, insert_new
from automations.engine.store.models import messages, report_files, reports


class Reports:
    """What was approved, as data and as files; nothing of it is ever changed."""

    def __init__(self, database: Database) -> None:
        """Keep approvals in `database`."""
        self._database = database

    def approve(self, report: ApprovedReport) -> bool:
        """Keep an approved report with its files; False where that period has one already."""
        c = reports.c
        with self._database.write() as connection:
            new = insert_new(connection, reports, (c.kind, c.period)).values(_row(report))
            number = connection.execute(new.returning(c.id)).scalar()
            if number is None:
                return False
            rows = [
                {
                    "report_id": number,
                    "sort": file.sort,
                    "name": file.name,
                    "sha256": file.sha256,
                    "bytes": file.content,
                }
                for file in report.files
            ]
            if rows:
                connection.execute(insert(report_files), rows)
        return True

    def all(self) -> Sequence[ApprovedReport]:
        """Return every approved report, the oldest first; the bytes of its files are left out."""
        c = report_files.c
        query = select(c.report_id, c.sort, c.name, c.sha256).order_by(c.id)
        with self._database.read() as connection:
            found: dict[int, list[ApprovedFile]] = {}
            for row in connection.execute(query):
                file = ApprovedFile(row.sort, row.name, row.sha256)
                found.setdefault(row.report_id, []).append(file)
            rows = connection.execute(select(reports).order_by(reports.c.id)).all()
        return [_report(row, found.get(row.id, [])) for row in rows]

    def files(self, kind: str, period: str) -> Sequence[ApprovedFile]:
        """Return the files of an approved report with their bytes; none where there is none."""
        c = report_files.c
        query = (
            select(c.sort, c.name, c.sha256, c.bytes)
            .join(reports, reports.c.id == c.report_id)
            .where(reports.c.kind == kind, reports.c.period == period)
            .order_by(c.id)
        )
        with self._database.read() as connection:
            return [ApprovedFile(*row) for row in connection.execute(query)]

    def data(self) -> Sequence[ApprovedData]:
        """Return what every approved report says, the oldest first."""
        with self._database.read() as connection:
            return approved_data(connection)

    def deliveries(self, key: Sequence[str]) -> Mapping[str, str]:
        """Return how the mails stand whose key begins so: their state, by receiver."""
        m = messages.c
        begins = f"{json.dumps(list(key), ensure_ascii=False)[:-1]}, "
        query = select(m.recipient, m.state).where(m.key.startswith(begins, autoescape=True))
        with self._database.read() as connection:
            return {row.recipient: row.state for row in connection.execute(query.order_by(m.id))}


def approved_data(connection: Connection) -> tuple[ApprovedData, ...]:
    """Return what every approved report says, the oldest first."""
    query = select(reports.c.data).order_by(reports.c.id)
    return tuple(json.loads(text) for text in connection.execute(query).scalars())


def _row(report: ApprovedReport) -> dict[str, object]:
    origin = report.origin
    return {
        "kind": report.kind,
        "period": report.period,
        "made_on": report.made_on,
        "approved_at": report.approved_at,
        "approved_by": report.approved_by,
        "account": report.account,
        "gaps": json.dumps(list(report.gaps), ensure_ascii=False),
        "origin": json.dumps(
            {
                "workbooks": dict(origin.workbooks),
                "template": origin.template,
                "program": origin.program,
            },
            ensure_ascii=False,
        ),
        "data": json.dumps(report.data, ensure_ascii=False),
    }


def _report(row: Row[Any], files: Sequence[ApprovedFile]) -> ApprovedReport:
    return approved_report(*tuple(row)[1:], files=files)
