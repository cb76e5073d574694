import type { PDFPageProxy } from "pdfjs-dist";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RenderOverlay } from "./overlay";
import type { OpenPdf } from "./pdf";
import classes from "./Reader.module.css";
import { touchedPieces } from "./search";

/** Canvases larger than this are refused or slow on tablets. */
const LARGEST_SIDE = 4096;

interface Painted {
  page: PDFPageProxy;
  scale: number;
  /** CSS pixels. */
  width: number;
  height: number;
}

interface PageViewProps {
  pdf: OpenPdf;
  number: number;
  /** CSS pixels. */
  width: number;
  query: string;
  onPainted: () => void;
  renderOverlay?: RenderOverlay | undefined;
}

async function paint(pdf: OpenPdf, number: number, width: number, canvas: HTMLCanvasElement, signal: AbortSignal) {
  const page = await pdf.document.getPage(number);
  const natural = page.getViewport({ scale: 1 });
  const scale = width / natural.width;
  const dense = Math.min(window.devicePixelRatio, LARGEST_SIDE / (natural.height * scale));
  const viewport = page.getViewport({ scale: scale * dense });
  const sheet = document.createElement("canvas");
  sheet.width = Math.round(viewport.width);
  sheet.height = Math.round(viewport.height);
  const task = page.render({ canvas: sheet, viewport });
  signal.addEventListener("abort", () => task.cancel());
  await task.promise;
  if (signal.aborted) return null;
  canvas.width = sheet.width;
  canvas.height = sheet.height;
  canvas.getContext("2d")?.drawImage(sheet, 0, 0);
  return { page, scale, width, height: natural.height * scale };
}

async function layText({ pdfjs }: OpenPdf, { page, scale }: Painted, container: HTMLElement, signal: AbortSignal) {
  const fresh = document.createElement("div");
  const layer = new pdfjs.TextLayer({
    textContentSource: await page.getTextContent(),
    container: fresh,
    viewport: page.getViewport({ scale }),
  });
  await layer.render();
  if (!signal.aborted) container.replaceChildren(...fresh.childNodes);
  return layer.textDivs;
}

function mark(divs: readonly HTMLElement[], query: string): void {
  const touched = touchedPieces(divs.map((div) => div.textContent), query);
  divs.forEach((div, index) => div.classList.toggle(classes.found ?? "found", touched.has(index)));
  divs[Math.min(...touched)]?.scrollIntoView({ block: "center" });
}

/** One page, sharp on this screen, with its text over it for search, selection and screen readers. */
export function PageView({ pdf, number, width, query, onPainted, renderOverlay }: PageViewProps) {
  const { t } = useTranslation("meeting");
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [painted, setPainted] = useState<Painted | null>(null);
  const [divs, setDivs] = useState<readonly HTMLElement[]>([]);
  const [broken, setBroken] = useState<number | null>(null);

  useEffect(() => {
    const sheet = canvas.current;
    const leave = new AbortController();
    if (!sheet || width <= 0) return undefined;
    paint(pdf, number, width, sheet, leave.signal)
      .then((done) => {
        if (done === null) return;
        setPainted(done);
        onPainted();
      })
      // A page that was turned away from is cancelled on purpose; any other failure is told below.
      .catch(() => !leave.signal.aborted && setBroken(number));
    return () => leave.abort();
  }, [pdf, number, width, onPainted]);

  useEffect(() => {
    const container = text.current;
    const leave = new AbortController();
    if (!container || !painted) return undefined;
    layText(pdf, painted, container, leave.signal)
      .then((spans) => {
        if (!leave.signal.aborted) setDivs(spans);
      })
      // Text that cannot be laid out leaves the picture of the page readable.
      .catch(() => undefined);
    return () => leave.abort();
  }, [pdf, painted]);

  useEffect(() => mark(divs, query), [divs, query]);

  return (
    <>
      {broken === number && (
        <p className={classes.broken} role="alert">
          {t("reader.page_failed", { number })}
        </p>
      )}
      <canvas ref={canvas} className={classes.sheet} style={{ width }} aria-hidden data-testid="page" data-page={number} />
      <div
        ref={text}
        className={classes.text}
        style={{ "--total-scale-factor": painted?.scale ?? 1 } as React.CSSProperties}
        aria-label={t("reader.page_text", { number })}
        data-text-layer
      />
      {painted && renderOverlay && (
        <div className={classes.overlay}>
          {renderOverlay(number, { width: painted.width, height: painted.height, scale: painted.scale, rotation: 0 })}
        </div>
      )}
    </>
  );
}
