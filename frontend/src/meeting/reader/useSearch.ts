import { useEffect, useState } from "react";
import { withoutMark } from "@/rights/mark";
import type { PageText, Paper } from "./paper";
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
  /** A page could not be read: what stands here is what was found before it. */
  broken: boolean;
}

const NOTHING: SearchState = { hits: [], count: 0, read: 0, total: 0, broken: false };
const MOST_LISTED = 500;
const TYPING_MS = 200;

/** What is known of the text of the papers that were searched, the newest few. */
const known = new Map<string, Texts>();
const MOST_KNOWN = 4;

type Text = Pick<PageText, "text" | "is_recognised">;
type Texts = Map<number, Text>;
const NO_TEXT: Text = { text: "", is_recognised: false };

function textsOf(paper: Paper): Texts {
  const texts: Texts = known.get(paper.key) ?? new Map<number, Text>();
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
async function fetchTexts(paper: Paper, number: number, texts: Texts, signal: AbortSignal) {
  const { items, next } = await paper.texts(number - 1, signal);
  const last = next ?? paper.pages ?? items.at(-1)?.number ?? number;
  for (let page = number; page <= last; page += 1) texts.set(page, NO_TEXT);
  for (const item of items) texts.set(item.number, item);
}

/** Papers whose texts could not be fetched, and when (ms): they are not asked for again page after page. */
const refused = new Map<string, number>();
const ASKED_AGAIN_MS = 30_000;

/** The text of one page: from the server, else from the file. */
export async function pageText(paper: Paper, pdf: OpenPdf | null, number: number, signal: AbortSignal): Promise<Text> {
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
  const text = texts.get(number) ?? (pdf ? { ...NO_TEXT, text: await drawnText(pdf, number) } : NO_TEXT);
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
    const hits: Hit[] = [];
    let count = 0;
    const tell = (read: number, broken = false) => setState({ asked, hits: [...hits], count, read, total: pages, broken });
    let number = 1;
    async function run() {
      for (; number <= pages; number += 1) {
        const found = hitsOf(number, (await pageText(paper, pdf, number, leave.signal)).text, query);
        count += found.length;
        hits.push(...found.slice(0, MOST_LISTED - hits.length));
        if (leave.signal.aborted) return;
        if (number % 20 === 0 || number === pages) tell(number);
      }
    }
    const timer = window.setTimeout(() => void run().catch(() => !leave.signal.aborted && tell(number - 1, true)), TYPING_MS);
    return () => {
      window.clearTimeout(timer);
      leave.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key says which paper it is
  }, [asked, pdf, pages]);

  return state.asked === asked ? state : NOTHING;
}
