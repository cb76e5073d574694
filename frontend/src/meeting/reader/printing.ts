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

/** Prints pages of a paper by the browser's dialog; resolves when that is closed. Throws Problem. */
export async function printPages({ paper, pdf, from, to, onProgress, signal }: PrintJob): Promise<void> {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  document.body.append(frame);
  const urls: string[] = [];
  try {
    const inner = frame.contentDocument;
    if (!inner || !frame.contentWindow) throw new Error("the browser gave no frame to print from");
    const style = inner.createElement("style");
    style.textContent = STYLE;
    inner.head.append(style);
    inner.title = paper.title;
    for (let page = from; page <= to; page += 1) {
      onProgress(page);
      const picture = paper.picture(page, "full");
      const blob = picture === null && pdf ? await drawn(pdf, page) : await fetched(picture ?? "", signal);
      if (signal.aborted) return;
      const url = URL.createObjectURL(blob);
      urls.push(url);
      await laid(inner, url);
    }
    frame.contentWindow.focus();
    frame.contentWindow.print();
  } finally {
    urls.forEach((url) => URL.revokeObjectURL(url));
    frame.remove();
  }
}
