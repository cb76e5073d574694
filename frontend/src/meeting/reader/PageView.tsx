import type { PDFPageProxy } from "pdfjs-dist";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { withoutMark } from "@/rights/mark";
import type { Rotation } from "./arrangement";
import { askToLeave } from "./askToLeave";
import { linksOf, pageOfLink, type PageLink } from "./links";
import { markHits } from "./marks";
import type { RenderOverlay } from "./overlay";
import type { OpenPdf } from "./pdf";
import classes from "./Reader.module.css";

/** Canvases larger than this are refused or slow on tablets. */
const LARGEST_SIDE = 4096;
const MOST_PIXELS = 8_000_000;
/** A page that is only scrolled past is not drawn. */
const SETTLED_MS = 60;

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
  /** CSS pixels of the upright page. */
  width: number;
  query: string;
  /** Which of the words that are looked for is meant, from 0; null: none on this page. */
  meant?: number | null;
  rotation?: Rotation;
  /** Told with the height of the page by its width. */
  onPainted: (ratio: number) => void;
  /** Told where the words that are meant stand. */
  onMeant?: (range: Range) => void;
  /** Told to which page a link of this one leads. */
  onGo?: (page: number) => void;
  renderOverlay?: RenderOverlay | undefined;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function paint(pdf: OpenPdf, number: number, width: number, canvas: HTMLCanvasElement, signal: AbortSignal) {
  await pause(SETTLED_MS);
  if (signal.aborted) return null;
  const page = await pdf.document.getPage(number);
  const natural = page.getViewport({ scale: 1 });
  const scale = width / natural.width;
  const height = natural.height * scale;
  const dense = Math.min(window.devicePixelRatio, LARGEST_SIDE / Math.max(height, width), Math.sqrt(MOST_PIXELS / (width * height)));
  const viewport = page.getViewport({ scale: scale * dense });
  const sheet = document.createElement("canvas");
  sheet.width = Math.round(viewport.width);
  sheet.height = Math.round(viewport.height);
  const task = page.render({ canvas: sheet, viewport });
  signal.addEventListener("abort", () => task.cancel());
  // Rejects when the page was left meanwhile.
  await task.promise;
  canvas.width = sheet.width;
  canvas.height = sheet.height;
  canvas.getContext("2d")?.drawImage(sheet, 0, 0);
  sheet.width = 0;
  return { page, scale, width, height };
}

async function layText({ pdfjs }: OpenPdf, { page, scale }: Painted, container: HTMLElement, signal: AbortSignal) {
  const fresh = document.createElement("div");
  const layer = new pdfjs.TextLayer({
    textContentSource: withoutMark(await page.getTextContent()),
    container: fresh,
    viewport: page.getViewport({ scale }),
  });
  await layer.render();
  if (!signal.aborted) container.replaceChildren(...fresh.childNodes);
  return layer.textDivs;
}

/** The text lies as the page was written; a page that its file turns is turned by its style. */
function textStyle(painted: Painted | null): React.CSSProperties {
  const lies = painted !== null && painted.page.rotate % 180 !== 0;
  const width: number | string = lies ? painted.height : "100%";
  const height: number | string = lies ? painted.width : "100%";
  return { "--total-scale-factor": painted?.scale ?? 1, width, height } as React.CSSProperties;
}

interface LinksProps {
  pdf: OpenPdf;
  links: readonly PageLink[];
  onGo: (page: number) => void;
}

function Links({ pdf, links, onGo }: LinksProps) {
  const { t } = useTranslation("meeting");
  const follow = async (dest: unknown) => {
    const page = await pageOfLink(pdf.document, dest);
    if (page !== null) onGo(page);
  };
  return links.map(({ url, dest, ...place }, index) =>
    url !== null ? (
      <a
        key={index}
        className={classes.link}
        style={place}
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={url}
        onClick={(event) => {
          event.preventDefault();
          askToLeave(url);
        }}
      />
    ) : (
      // A link whose page is gone leads nowhere, as in every reader of such files.
      <button key={index} type="button" className={classes.link} style={place} aria-label={t("reader.link")} onClick={() => void follow(dest).catch(() => undefined)} />
    ),
  );
}

/** What lies in the page besides its picture: text and links, as soon as it is drawn. */
function useLayers(pdf: OpenPdf, painted: Painted | null, text: React.RefObject<HTMLDivElement | null>) {
  const [divs, setDivs] = useState<readonly HTMLElement[]>([]);
  const [links, setLinks] = useState<readonly PageLink[]>([]);
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
    linksOf(painted.page, painted.scale)
      .then((found) => {
        if (!leave.signal.aborted) setLinks(found);
      })
      // Links that cannot be read leave the page readable too.
      .catch(() => undefined);
    return () => leave.abort();
  }, [pdf, painted, text]);
  useEffect(() => () => void painted?.page.cleanup(), [painted?.page]);
  return { divs, links };
}

/** One page, sharp on this screen, with its text over it for search, selection and screen readers. */
export function PageView(props: PageViewProps) {
  const { pdf, number, width, query, meant = null, rotation = 0, onPainted, onMeant, onGo, renderOverlay } = props;
  const { t } = useTranslation("meeting");
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [painted, setPainted] = useState<Painted | null>(null);
  const [broken, setBroken] = useState<number | null>(null);
  const { divs, links } = useLayers(pdf, painted, text);

  useEffect(() => {
    const sheet = canvas.current;
    const leave = new AbortController();
    if (!sheet || width <= 0) return undefined;
    paint(pdf, number, width, sheet, leave.signal)
      .then((done) => {
        if (done === null) return;
        setPainted(done);
        onPainted(done.height / done.width);
      })
      // A page that was turned away from is cancelled on purpose; any other failure is told below.
      .catch(() => !leave.signal.aborted && setBroken(number));
    return () => leave.abort();
  }, [pdf, number, width, onPainted]);

  useEffect(() => {
    const marked = markHits(divs, query, meant);
    if (marked.now) onMeant?.(marked.now);
    return marked.clear;
  }, [divs, query, meant, onMeant]);

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
        style={textStyle(painted)}
        data-turned={painted?.page.rotate}
        role="group"
        aria-label={t("reader.page_text", { number })}
        data-text-layer
      />
      {onGo && <Links pdf={pdf} links={links} onGo={onGo} />}
      {painted && renderOverlay && (
        <div className={classes.overlay}>
          {renderOverlay(number, { width: painted.width, height: painted.height, scale: painted.scale, rotation })}
        </div>
      )}
    </>
  );
}
