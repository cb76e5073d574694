import { Button } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight, IconPresentation } from "@tabler/icons-react";
import { useCallback, useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import { ErrorState, LoadingState } from "@/kit/States";
import type { DocumentRow } from "@/live";
import { isLocked } from "@/offline/papers/keeper";
import { UnlockCard } from "@/offline/papers/UnlockCard";
import { usePaperAddress } from "./address";
import type { RenderOverlay } from "./overlay";
import { PageView } from "./PageView";
import classes from "./Reader.module.css";
import { SearchBar } from "./SearchBar";
import { useReaderSettings } from "./settings";
import { Toolbar } from "./Toolbar";
import { usePdf, type PdfState } from "./usePdf";
import { useReadAloud } from "./useReadAloud";
import { useSearch } from "./useSearch";

export interface Following {
  /** The presenter shows this very document. */
  active: boolean;
  /** This device turns its pages with the presenter. */
  on: boolean;
  set: (on: boolean) => void;
}

interface ReaderProps {
  row: DocumentRow;
  page: number;
  onPage: (page: number) => void;
  following: Following;
  onPresent?: (() => void) | undefined;
  /** Words that are looked for from the beginning. */
  find?: string;
  /** A picture floats over the right margin: leave it room instead of covering the text. */
  besidePicture?: boolean;
  /** What lies over each page: notes, a watermark. */
  renderOverlay?: RenderOverlay | undefined;
  /** Further tools at the end of the toolbar. */
  tools?: ReactNode;
  /** Reads what this device keeps of the document, even while there is a network. */
  keptFirst?: boolean;
}

const GUTTER = 32;
const WIDEST = 880;
/** Room for a picture beside the page, kept where the page stays readable. */
const MARGIN_KEPT = 304;
const KEPT_FROM = 860;

/** Nothing to draw yet: the first page was drawn by the server and shows at once. */
function FirstPage({ documentId, width }: { documentId: string; width: number }) {
  const { t } = useTranslation("meeting");
  const address = usePaperAddress(documentId);
  const [broken, setBroken] = useState(false);
  if (broken) return null;
  return (
    <img
      className={classes.first}
      src={`${address}/first-page.webp`}
      alt={t("reader.first_page")}
      style={{ width }}
      data-testid="first-page"
      onError={() => setBroken(true)}
    />
  );
}

interface SheetProps {
  row: DocumentRow;
  state: PdfState;
  page: number;
  zoom: number;
  query: string;
  besidePicture: boolean;
  renderOverlay: RenderOverlay | undefined;
  onRetry: () => void;
}

function Sheet({ row, state, page, zoom, query, besidePicture, renderOverlay, onRetry }: SheetProps) {
  const { t } = useTranslation("meeting");
  const { ref, width } = useElementSize();
  const [painted, setPainted] = useState(false);
  const onPainted = useCallback(() => setPainted(true), []);
  const kept = besidePicture && width >= KEPT_FROM ? MARGIN_KEPT : GUTTER;
  const pageWidth = Math.max(0, Math.round(Math.min(width - kept, WIDEST) * zoom));
  return (
    <div className={classes.desk} ref={ref} data-beside={kept === MARGIN_KEPT}>
      {state.status === "failed" &&
        (isLocked(state.error) ? <UnlockCard onOpened={onRetry} /> : <ErrorState error={state.error} onRetry={onRetry} />)}
      {state.status === "opening" && page !== 1 && <LoadingState label={t("reader.opening")} />}
      {state.status !== "failed" && (
        <div className={classes.paper} style={{ width: pageWidth }}>
          {!painted && page === 1 && pageWidth > 0 && <FirstPage documentId={row.id} width={pageWidth} />}
          {state.status === "open" && (
            <PageView pdf={state.pdf} number={page} width={pageWidth} query={query} onPainted={onPainted} renderOverlay={renderOverlay} />
          )}
        </div>
      )}
    </div>
  );
}

interface TurnerProps {
  page: number;
  pages: number;
  onPage: (page: number) => void;
  following: Following;
}

function Turner({ page, pages, onPage, following }: TurnerProps) {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.turner}>
      {following.active && (
        <div className={classes.follow} role="group" aria-label={t("reader.follow_group")}>
          <Button
            radius="xl"
            variant={following.on ? "filled" : "subtle"}
            aria-pressed={following.on}
            leftSection={<IconPresentation size={20} aria-hidden />}
            onClick={() => following.set(true)}
          >
            {t("reader.follow")}
          </Button>
          <Button radius="xl" variant={following.on ? "subtle" : "filled"} aria-pressed={!following.on} onClick={() => following.set(false)}>
            {t("reader.alone")}
          </Button>
        </div>
      )}
      <div className={classes.pages}>
        <IconButton label={t("reader.previous")} variant="default" disabled={page <= 1} onClick={() => onPage(page - 1)}>
          <IconChevronLeft size={22} aria-hidden />
        </IconButton>
        <span className={classes.pageOf} data-testid="page-of">{t("reader.page_of", { page, pages })}</span>
        <IconButton label={t("reader.next")} variant="default" disabled={page >= pages} onClick={() => onPage(page + 1)}>
          <IconChevronRight size={22} aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}

const STEP_BY_KEY: Partial<Record<string, number>> = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };

/** A document of the meeting: its first page at once, the rest as it is turned to. */
export function Reader(props: ReaderProps) {
  const { row, page, onPage, following, onPresent, find = "", besidePicture = false, renderOverlay, tools, keptFirst } = props;
  const address = usePaperAddress(row.id);
  const { state, retry } = usePdf(address, keptFirst);
  const pdf = state.status === "open" ? state.pdf : null;
  const pages = pdf?.document.numPages ?? row.pages ?? 1;
  const [settings, setSettings] = useReaderSettings();
  const [query, setQuery] = useState<string | null>(find || null);
  const result = useSearch(pdf, query ?? "");
  const aloud = useReadAloud(pdf, page);
  const shown = Math.min(Math.max(1, page), pages);
  const turn = (to: number) => to >= 1 && to <= pages && onPage(to);

  function onKey(event: KeyboardEvent) {
    const step = STEP_BY_KEY[event.key];
    if (step === undefined || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    turn(shown + step);
  }

  return (
    <section className={classes.reader} data-night={settings.night} aria-label={row.title} onKeyDown={onKey} tabIndex={-1}>
      <Toolbar
        title={row.title}
        settings={settings}
        onSettings={setSettings}
        onSearch={() => setQuery((open) => (open === null ? "" : null))}
        aloud={aloud}
        fileUrl={`${address}/file`}
        onPresent={onPresent}
      >
        {tools}
      </Toolbar>
      {query !== null && (
        <SearchBar query={query} onQuery={setQuery} result={result} page={shown} onPage={turn} onClose={() => setQuery(null)} />
      )}
      <Sheet
        key={row.id}
        row={row}
        state={state}
        page={shown}
        zoom={settings.zoom}
        query={query ?? ""}
        besidePicture={besidePicture}
        renderOverlay={renderOverlay}
        onRetry={retry}
      />
      <Turner page={shown} pages={pages} onPage={turn} following={following} />
    </section>
  );
}
