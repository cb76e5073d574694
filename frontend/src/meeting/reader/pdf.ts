import type { PDFDocumentLoadingTask, PDFDocumentProxy } from "pdfjs-dist";
import type { Paper } from "./paper";
import type { ReadSlice } from "./ranges";

export type { PDFDocumentProxy };

const CHUNK = 65_536;

const assets = import.meta.glob<string>("/node_modules/pdfjs-dist/{wasm,standard_fonts}/*.{wasm,pfb,ttf}", {
  query: "?url",
  import: "default",
});

/** Fonts that a file does not carry and decoders of scanned pages, taken from this application's own files. */
class BundledData {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const path = Object.keys(assets).find((name) => name.endsWith(`/${filename}`));
    const address = path === undefined ? undefined : await assets[path]?.();
    if (address === undefined) throw new Error(`pdf.js asked for ${filename}, which is not bundled`);
    return new Uint8Array(await (await fetch(address)).arrayBuffer());
  }
}

async function library() {
  const [pdfjs, worker] = await Promise.all([
    import("pdfjs-dist"),
    import("pdfjs-dist/build/pdf.worker.min.mjs?url"),
  ]);
  pdfjs.GlobalWorkerOptions.workerSrc = worker.default;
  return pdfjs;
}

export type Library = Awaited<ReturnType<typeof library>>;

export interface OpenPdf {
  pdfjs: Library;
  document: PDFDocumentProxy;
}

async function transportFor(pdfjs: Library, slice: ReadSlice) {
  const head = await slice(0, CHUNK);
  const transport = new pdfjs.PDFDataRangeTransport(head.total, head.bytes);
  transport.requestDataRange = (begin, end) => {
    slice(begin, end)
      .then(({ bytes }) => transport.onDataRange(begin, bytes))
      // pdf.js waits for this range for ever otherwise; null tells it that the range will not come.
      .catch(() => transport.onDataRange(begin, null));
  };
  return transport;
}

/**
 * Opens a document by byte ranges: only the parts that the shown pages need are fetched.
 * Throws Problem when the file cannot be reached; ends with the signal.
 */
export async function openPdf(slices: Paper["slices"], signal: AbortSignal): Promise<OpenPdf> {
  const pdfjs = await library();
  const range = await transportFor(pdfjs, slices(signal));
  const task: PDFDocumentLoadingTask = pdfjs.getDocument({
    range,
    disableAutoFetch: true,
    disableStream: true,
    rangeChunkSize: CHUNK,
    disableWorkerRendering: true,
    useWorkerFetch: false,
    BinaryDataFactory: BundledData,
  });
  // A worker that is ended while it opens a document complains; what waited for a page of it fails, as nobody wants it.
  const close = () => void task.promise.catch(() => undefined).then(() => task.destroy()).catch(() => undefined);
  if (signal.aborted) close();
  else signal.addEventListener("abort", close, { once: true });
  return { pdfjs, document: await task.promise };
}

/** Opens a document whose bytes are all here; the caller destroys its `loadingTask`. Throws when it is no PDF. */
export async function openBytes(data: Uint8Array): Promise<OpenPdf> {
  const pdfjs = await library();
  const task = pdfjs.getDocument({ data, disableWorkerRendering: true, useWorkerFetch: false, BinaryDataFactory: BundledData });
  return { pdfjs, document: await task.promise };
}
