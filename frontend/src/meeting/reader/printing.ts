import { reach, requestHeaders } from "@/api/request";
import { problemFrom } from "@/api/problem";
import type { Paper } from "./paper";
import type { OpenPdf } from "./pdf";

export const MOST_PRINTED = 100;
/** Pixels of a printed page's width: 190 to the inch on A4. */
const WIDTH = 1600;
const BUSY = 503;
const TRIES = 6;
const AGAIN_MS = 1_500;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The server's picture of a page, asked for again while it is busy drawing others. Throws Problem. */
async function fetched(url: string, signal: AbortSignal): Promise<Blob> {
  for (let tries = 1; ; tries += 1) {
    const response = await reach(url, { headers: { ...requestHeaders("GET"), Accept: "image/webp" }, signal });
    if (response.ok) return response.blob();
    if (response.status !== BUSY || tries === TRIES) throw problemFrom(response.status, undefined);
    await pause(AGAIN_MS);
  }
}

async function drawn(pdf: OpenPdf, number: number): Promise<Blob> {
  const page = await pdf.document.getPage(number);
  const viewport = page.getViewport({ scale: WIDTH / page.getViewport({ scale: 1 }).width });
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(viewport.width);
  canvas.height = Math.round(viewport.height);
  await page.render({ canvas, viewport, intent: "print" }).promise;
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the page was not drawn"))), "image/jpeg", 0.9),
  );
}

const STYLE = `
  @page { margin: 0; }
  body { margin: 0; }
  img { display: block; width: 100%; height: 100vh; object-fit: contain; break-after: page; }
`;

async function laid(frame: Document, url: string): Promise<void> {
  const image = frame.createElement("img");
  image.src = url;
  frame.body.append(image);
  await image.decode();
}

export interface PrintJob {
  paper: Paper;
  pdf: OpenPdf | null;
  from: number;
  to: number;
  onProgress: (page: number) => void;
  signal: AbortSignal;
}

/** Takes away what the print before this one left behind. */
let clear: () => void = () => undefined;

/** A frame to print from. One that is not displayed at all prints nothing in some browsers. */
function newFrame(): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.style.cssText = "position: fixed; width: 0; height: 0; border: 0; visibility: hidden";
  frame.ariaHidden = "true";
  document.body.append(frame);
  return frame;
}

async function layPages(inner: Document, job: PrintJob, keep: (url: string) => void): Promise<void> {
  const { paper, pdf, from, to, onProgress, signal } = job;
  const style = inner.createElement("style");
  style.textContent = STYLE;
  inner.head.append(style);
  inner.title = paper.title;
  for (let page = from; page <= to && !signal.aborted; page += 1) {
    onProgress(page);
    const picture = paper.picture(page, "full");
    const blob = picture === null && pdf ? await drawn(pdf, page) : await fetched(picture ?? "", signal);
    const url = URL.createObjectURL(blob);
    keep(url);
    await laid(inner, url);
  }
}

/**
 * Prints pages of a paper by the browser's dialog; resolves when that has the pages. Mobile browsers take them
 * after `print()` has returned, so they stay until they are printed or the next ones are. Throws Problem.
 */
export async function printPages(job: PrintJob): Promise<void> {
  clear();
  const frame = newFrame();
  const urls: string[] = [];
  clear = () => {
    urls.splice(0).forEach((url) => URL.revokeObjectURL(url));
    frame.remove();
  };
  const printer = frame.contentWindow;
  try {
    if (!frame.contentDocument || !printer) throw new Error("the browser gave no frame to print from");
    await layPages(frame.contentDocument, job, (url) => urls.push(url));
  } catch (error) {
    clear();
    throw error;
  }
  if (job.signal.aborted) {
    clear();
    return;
  }
  printer.addEventListener("afterprint", clear, { once: true });
  printer.focus();
  printer.print();
}
