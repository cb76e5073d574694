import { useMemo } from "react";
import { read } from "@/api/request";
import type { DocumentRow } from "@/live";
import { KEPT_FIRST, sliceReader, type ReadSlice } from "./ranges";

export interface PageText {
  number: number;
  text: string;
  /** Read from the page's picture, so it may be wrong. */
  is_recognised: boolean;
}

export interface TextBatch {
  items: PageText[];
  /** The last page asked for when there are more, else null. */
  next: number | null;
}

export interface OutlineEntry {
  title: string;
  /** Null for a heading that leads nowhere. */
  page: number | null;
  level: number;
}

export interface Outline {
  items: OutlineEntry[];
  /** What the pages call themselves, where that is not their number. */
  labels: string[];
}

/** What the reader reads, wherever it is kept. Every function rejects with what kept it from answering. */
export interface Paper {
  id: string;
  /** Another version, another key: the reader then opens it anew. */
  key: string;
  title: string;
  version: number;
  /** Null while nobody knows. */
  pages: number | null;
  /** Reads its bytes until the signal: one reader for one opening. */
  slices: (signal: AbortSignal) => ReadSlice;
  /** Where a picture of a page is found, 240 or 1600 pixels wide; null where there are none. */
  picture: (page: number, size: "thumb" | "full") => string | null;
  texts: (after: number, signal: AbortSignal) => Promise<TextBatch>;
  outline: (signal: AbortSignal) => Promise<Outline>;
  /** Where the whole file is found; null where it may not be taken along. */
  fileUrl: string | null;
  /** Where the place is kept for the other devices of this person; null: only here. */
  placeUrl: string | null;
}

type Row = Pick<DocumentRow, "id" | "version" | "title" | "pages">;

/** Where the documents of meetings lie. */
export const DOCUMENTS = "/api/documents";

/** Papers that lie elsewhere are asked for their text page by page. */
async function pageAfter(at: string, after: number, pages: number | null, signal: AbortSignal): Promise<TextBatch> {
  const page = await read<PageText>(`${at}/pages/${after + 1}/text`, {}, signal);
  return { items: [page], next: after + 1 < (pages ?? 0) ? after + 1 : null };
}

/** The paper of a row whose files lie at `base`; with `keptFirst` what this device keeps of it, if it does. */
export function paperOf(base: string, { id, version, title, pages }: Row, keptFirst = false): Paper {
  const at = `${base}/${id}`;
  const ofMeeting = base === DOCUMENTS;
  const url = `${at}/file?version=${version}`;
  return {
    id,
    key: `${at} ${version}`,
    title,
    version,
    pages,
    slices: (signal) => sliceReader(`${url}${keptFirst ? KEPT_FIRST : ""}`, signal),
    picture: (page, size) =>
      page === 1 && size === "full"
        ? `${at}/first-page.webp?version=${version}`
        : `${at}/pages/${page}.webp?size=${size}&version=${version}`,
    texts: (after, signal) =>
      ofMeeting ? read<TextBatch>(`${at}/texts`, { after, version }, signal) : pageAfter(at, after, pages, signal),
    outline: (signal) => read<Outline>(`${at}/outline`, { version }, signal),
    fileUrl: url,
    placeUrl: ofMeeting ? `${at}/place` : null,
  };
}

/** A document of a meeting, the same paper as long as its row says the same. */
export function usePaper({ id, version, title, pages }: Row, keptFirst = false): Paper {
  return useMemo(() => paperOf(DOCUMENTS, { id, version, title, pages }, keptFirst), [id, version, title, pages, keptFirst]);
}
