import { useEffect, useState } from "react";
import { withoutMark } from "@/rights/mark";
import type { Paper } from "./paper";
import type { OpenPdf } from "./pdf";
import { hitsOf, type Hit } from "./search";

export interface SearchState {
  /** In the order of the pages, as many as can be listed. */
  hits: readonly Hit[];
  /** How many there are, those that are not listed too. */
  count: number;
  /** Pages read so far and in all. */
  read: number;
  total: number;
}

const NOTHING: SearchState = { hits: [], count: 0, read: 0, total: 0 };
const MOST_LISTED = 500;
const TYPING_MS = 200;

/** What is known of the text of the papers that were searched, the newest few. */
const known = new Map<string, Map<number, string>>();
const MOST_KNOWN = 4;

function textsOf(paper: Paper): Map<number, string> {
  const texts = known.get(paper.key) ?? new Map<number, string>();
  known.delete(paper.key);
  known.set(paper.key, texts);
  for (const key of [...known.keys()].slice(0, -MOST_KNOWN)) known.delete(key);
  return texts;
}

/** The text of a page as the file itself tells it. */
export async function drawnText({ document }: OpenPdf, number: number): Promise<string> {
  const content = withoutMark(await (await document.getPage(number)).getTextContent());
  return content.items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : "")).join("");
}

/** Fetches the pages after `number - 1`; pages that are not told have no text. */
async function fetchTexts(paper: Paper, number: number, texts: Map<number, string>, signal: AbortSignal) {
  const { items, next } = await paper.texts(number - 1, signal);
  const last = next ?? paper.pages ?? items.at(-1)?.number ?? number;
  for (let page = number; page <= last; page += 1) texts.set(page, "");
  for (const item of items) texts.set(item.number, item.text);
}

/** Papers whose texts could not be fetched, and when (ms): they are not asked for again page after page. */
const refused = new Map<string, number>();
const ASKED_AGAIN_MS = 30_000;

/** The text of one page: from the server, else from the file. */
export async function pageText(paper: Paper, pdf: OpenPdf | null, number: number, signal: AbortSignal): Promise<string> {
  const texts = textsOf(paper);
  const known = texts.get(number);
  if (known !== undefined) return known;
  const recently = Date.now() - (refused.get(paper.key) ?? 0) < ASKED_AGAIN_MS;
  try {
    if (!pdf || !recently) await fetchTexts(paper, number, texts, signal);
  } catch (error) {
    if (!pdf || signal.aborted) throw error;
    refused.set(paper.key, Date.now());
  }
  const text = texts.get(number) ?? (pdf ? await drawnText(pdf, number) : "");
  texts.set(number, text);
  return text;
}

/** Searches page after page; the state grows while it goes on. */
export function useSearch(paper: Paper, pdf: OpenPdf | null, pages: number, query: string): SearchState {
  const asked = `${paper.key} ${query}`;
  const [state, setState] = useState<{ asked: string } & SearchState>({ asked: "", ...NOTHING });

  useEffect(() => {
    if (query.trim() === "") return undefined;
    const leave = new AbortController();
    async function run() {
      const hits: Hit[] = [];
      let count = 0;
      for (let number = 1; number <= pages; number += 1) {
        const found = hitsOf(number, await pageText(paper, pdf, number, leave.signal), query);
        count += found.length;
        hits.push(...found.slice(0, MOST_LISTED - hits.length));
        if (leave.signal.aborted) return;
        if (number % 20 === 0 || number === pages) setState({ asked, hits: [...hits], count, read: number, total: pages });
      }
    }
    // A page that cannot be read ends the search with what was found so far.
    const timer = window.setTimeout(() => void run().catch(() => undefined), TYPING_MS);
    return () => {
      window.clearTimeout(timer);
      leave.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key says which paper it is
  }, [asked, pdf, pages]);

  return state.asked === asked ? state : NOTHING;
}
