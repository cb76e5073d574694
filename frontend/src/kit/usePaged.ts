import { useState } from "react";

interface Paged<T> {
  shown: T[];
  page: { page: number; pages: number; total: number };
  setPage: (page: number) => void;
}

const ROWS_A_PAGE = 25;

/** One page of rows that are all here already; when rows go away, the last page that is left. */
export function usePaged<T>(rows: readonly T[], size = ROWS_A_PAGE): Paged<T> {
  const [wanted, setPage] = useState(1);
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.min(wanted, pages);
  return { shown: rows.slice((page - 1) * size, page * size), page: { page, pages, total: rows.length }, setPage };
}
