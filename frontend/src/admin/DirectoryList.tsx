import { Button, Group } from "@mantine/core";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TableKind } from "@/api/imports";
import type { Page } from "@/api/types";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState, Loadable } from "@/kit/States";
import classes from "./DirectoryList.module.css";
import { TableActs } from "./ImportDialog";

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
}

interface DirectoryListProps<T> {
  useList: (query: string, page: number) => UseQueryResult<Page<T>>;
  keyOf: (row: T) => string;
  columns: Column<T>[];
  /** Word on the button that adds, and what opens. */
  add?: { word: string; dialog: (close: () => void) => ReactNode };
  /** What opens to correct an entry. */
  edit?: (row: T, close: () => void) => ReactNode;
  /** What an empty list says; without it, that nothing was found. */
  none?: { title: string; detail: string };
  /** The list can be given out and brought in as a table. */
  table?: TableKind;
}

function Rows<T>({ rows, keyOf, columns }: { rows: T[] } & Pick<DirectoryListProps<T>, "keyOf" | "columns">) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, cell }) => (
                <td key={title}>{cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One list of the directory: search, table, pages, and the way to add to it. */
export function DirectoryList<T>({ useList, keyOf, columns, add, edit, table, none }: DirectoryListProps<T>) {
  const { t } = useTranslation();
  const [{ query, page }, setAt] = useState({ query: "", page: 1 });
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<T | null>(null);
  const list = useList(query, page);
  const editColumn: Column<T> = {
    title: "",
    cell: (row) => (
      <Button size="compact-md" onClick={() => setEditing(row)} leftSection={<IconPencil size={16} aria-hidden />}>
        {t("act.edit")}
      </Button>
    ),
  };
  return (
    <>
      <div className={classes.tools}>
        <SearchInput label={t("act.search")} onSearch={(value) => setAt({ query: value, page: 1 })} className={classes.search ?? ""} />
        <Group gap="xs">
          {table && <TableActs kind={table} />}
          {add && (
            <Button onClick={() => setAdding(true)} leftSection={<IconPlus size={18} aria-hidden />}>
              {add.word}
            </Button>
          )}
        </Group>
      </div>
      <Loadable query={list}>
        {(found) => (
          <>
            {found.items.length > 0 && <Rows rows={found.items} keyOf={keyOf} columns={edit ? [...columns, editColumn] : columns} />}
            {found.items.length === 0 && (query === "" && none ? <EmptyState {...none} /> : <EmptyState title={t("state.nothing_found")} />)}
            {found.total > 0 && <Pager page={found} onPage={(next) => setAt({ query, page: next })} />}
          </>
        )}
      </Loadable>
      {adding && add?.dialog(() => setAdding(false))}
      {editing !== null && edit?.(editing, () => setEditing(null))}
    </>
  );
}
