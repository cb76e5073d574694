import { useEffect, useState } from "react";
import type { OpenPdf, PDFDocumentProxy } from "./pdf";
import { findAll } from "./search";

export interface SearchState {
  /** Pages with a match, in order. */
  pages: readonly number[];
  /** Pages read so far and in all. */
  read: number;
  total: number;
}

const NOTHING: SearchState = { pages: [], read: 0, total: 0 };
const texts = new WeakMap<PDFDocumentProxy, Map<number, string>>();

async function pageText(document: PDFDocumentProxy, number: number): Promise<string> {
  const known = texts.get(document) ?? new Map<number, string>();
  texts.set(document, known);
  const cached = known.get(number);
  if (cached !== undefined) return cached;
  const content = await (await document.getPage(number)).getTextContent();
  const text = content.items.map((item) => ("str" in item ? item.str : "")).join("");
  known.set(number, text);
  return text;
}

/** The text of one page, for reading aloud. */
export async function readPage(pdf: OpenPdf, number: number): Promise<string> {
  const content = await (await pdf.document.getPage(number)).getTextContent();
  return content.items.map((item) => ("str" in item ? item.str : "")).join(" ");
}

/** Searches page after page; the state grows while it goes on. */
export function useSearch(pdf: OpenPdf | null, query: string): SearchState {
  const [state, setState] = useState<{ query: string } & SearchState>({ query: "", ...NOTHING });

  useEffect(() => {
    const leave = new AbortController();
    async function run(document: PDFDocumentProxy) {
      const pages: number[] = [];
      for (let number = 1; number <= document.numPages; number += 1) {
        if (findAll(await pageText(document, number), query).length > 0) pages.push(number);
        if (leave.signal.aborted) return;
        setState({ query, pages: [...pages], read: number, total: document.numPages });
      }
    }
    // A page that cannot be read ends the search with what was found so far.
    if (pdf && query.trim() !== "") run(pdf.document).catch(() => undefined);
    return () => leave.abort();
  }, [pdf, query]);

  return state.query === query ? state : NOTHING;
}
