"""Endpoints that bring tables into the directory and give it out as tables."""

import hashlib
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from ecabinet.commands import CommandRequest, SignedInRequest, as_command
from ecabinet.directory.access import access_administration
from ecabinet.imports import services, sheets
from ecabinet.imports.rules import COLUMNS, Fault, read_table
from ecabinet.language import language_of
from ecabinet.problems import FieldError, Problem, explain

router = Router(tags=["directory"])

LARGEST_BYTES = 10 << 20
SHOWN_FAULTS = 200
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Kind = Literal["units", "people", "sites"]


class FaultOut(Schema):
    row: int
    column: str
    message: str


class ImportOut(Schema):
    """What the table does. `faults` are the first 200 of `faults_total`; with any, nothing is applied."""

    rows: int
    created: int
    changed: int
    same: int
    faults: list[FaultOut]
    faults_total: int
    applied: bool


@router.post(
    "/imports",
    response=ImportOut,
    operation_id="import_table",
    summary="Bring a CSV or XLSX table into the directory: a dry run names every faulty row",
)
@as_command("directory.import")
def import_table(
    request: CommandRequest, file: File[UploadedFile], kind: Form[Kind], dry_run: Form[bool]
) -> ImportOut:
    access_administration(request.principal)
    if (file.size or 0) > LARGEST_BYTES:
        raise Problem("too_large", limit_mb=LARGEST_BYTES >> 20)
    content = file.read()
    try:
        table = read_table(kind, sheets.read(content))
    except sheets.BadSheet as error:
        raise Problem(error.code) from error
    planned = services.plan(kind, table)
    if planned.faults and not dry_run:
        raise Problem("import_faulty", count=len(planned.faults))
    if not dry_run:
        services.apply(request.command, planned, hashlib.sha256(content).hexdigest())
    return ImportOut(
        rows=table.rows,
        created=len(planned.new),
        changed=len(planned.changed),
        same=planned.same,
        faults=[_fault_out(fault, language_of(request)) for fault in planned.faults[:SHOWN_FAULTS]],
        faults_total=len(planned.faults),
        applied=not dry_run,
    )


def _fault_out(fault: Fault, language: str) -> FaultOut:
    message = explain(FieldError(fault.column, fault.code, fault.values), language)
    return FaultOut(row=fault.row, column=fault.column, message=message)


@router.get(
    "/exports/{kind}",
    operation_id="export_table",
    summary="The whole directory of one kind as a table that can be imported again",
    openapi_extra={
        "responses": {
            200: {
                "description": "A CSV or XLSX file",
                "content": {
                    kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                    for kind in TYPES.values()
                },
            }
        }
    },
)
def export_table(
    request: SignedInRequest, kind: Kind, form: Annotated[Literal["csv", "xlsx"], Query()] = "xlsx"
) -> HttpResponse:
    access_administration(request.principal)
    heading = [column.heading for column in COLUMNS[kind]]
    content = sheets.write(form, heading, services.rows_of(kind))
    disposition = f'attachment; filename="{kind}.{form}"'
    return HttpResponse(content, content_type=TYPES[form], headers={"Content-Disposition": disposition})
