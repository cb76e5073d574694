import type { ReactNode } from "react";
import { ErrorState } from "@/kit/States";
import { isLocked } from "@/offline/papers/keeper";
import { UnlockCard } from "@/offline/papers/UnlockCard";
import type { Region } from "./arrangement";
import type { RenderOverlay } from "./overlay";
import { Pages, type Place, type Shown } from "./Pages";
import type { Paper } from "./paper";
import { PrintDialog } from "./PrintDialog";
import classes from "./Reader.module.css";
import { SearchBar } from "./SearchBar";
import { SidePanel } from "./SidePanel";
import { TextView } from "./TextView";
import { Toolbar } from "./Toolbar";
import { Turner, type Following } from "./Turner";
import { onReaderKey, useFrame, useReader, type ReaderState } from "./useReader";

export type { Following } from "./Turner";

/** Pages that this device turns for everybody. */
export interface Presenting {
  on: boolean;
  /** Undefined when this person may not show this document. */
  start: (() => void) | undefined;
  onView: (page: number, region: Region) => void;
}

export interface ReaderProps {
  paper: Paper;
  page: number;
  /** The person turned to this page, or left the presenter at it. */
  onPage: (page: number) => void;
  /** How far down its page the paper opens, 0 to 1. */
  at?: number;
  /** Told when the person has moved: what is remembered. */
  onPlace?: ((place: Place) => void) | undefined;
  /** A page that another device of this person was at later. */
  elsewhere?: number | null;
  following?: Following;
  /** What the presenter sees. */
  shown?: Shown | null;
  presenting?: Presenting | undefined;
  /** Words that are looked for from the beginning. */
  find?: string;
  /** A picture floats over the right margin: leave it room instead of covering the text. */
  besidePicture?: boolean;
  mayPrint?: boolean;
  /** What lies over each page: notes. */
  renderOverlay?: RenderOverlay | undefined;
  /** The reader's name over each page, also over the picture of one that is not drawn yet. */
  mark?: string | null;
  /** Further tools in the toolbar. */
  tools?: ReactNode;
}

const nobody = () => undefined;

interface PartProps {
  props: ReaderProps;
  reader: ReaderState;
}

function Found({ reader }: PartProps) {
  const { search, page, faces } = reader;
  if (search.query === null) return null;
  return (
    <SearchBar
      query={search.query}
      onQuery={search.setQuery}
      result={search.result}
      meant={search.meant}
      page={page}
      onHit={search.show}
      onList={() => faces.setTab("hits")}
      onClose={search.close}
    />
  );
}

function Panel({ props, reader }: PartProps) {
  const { faces, pages, page, go, search } = reader;
  if (faces.tab === null) return null;
  return (
    <SidePanel
      paper={props.paper}
      pages={pages}
      page={page}
      tab={faces.tab}
      onTab={faces.setTab}
      onClose={() => faces.setTab(null)}
      onGo={go}
      result={search.result}
      meant={search.meant}
      onHit={search.show}
    />
  );
}

function Desk({ props, reader }: PartProps) {
  const { paper, presenting, besidePicture = false, renderOverlay, mark = null } = props;
  const { state, settings, search, zoom } = reader;
  if (settings.words) return <TextView paper={paper} pdf={reader.pdf} page={reader.page} size={settings.textSize} sentence={reader.aloud.sentence} />;
  if (state.status === "failed") return isLocked(state.error) ? <UnlockCard onOpened={reader.retry} /> : <ErrorState error={state.error} onRetry={reader.retry} />;
  return (
    <Pages
      paper={paper}
      pdf={reader.pdf}
      pages={reader.pages}
      place={reader.place}
      shown={reader.theirs}
      zoom={zoom.zoom}
      onZoom={zoom.set}
      across={reader.across}
      rotation={reader.faces.rotation}
      query={search.query ?? ""}
      meant={search.meant}
      besidePicture={besidePicture}
      onMoved={reader.moved}
      onView={presenting?.on ? presenting.onView : nobody}
      onGo={reader.go}
      pictured={reader.pictured}
      onFirst={reader.onFirst}
      renderOverlay={renderOverlay}
      mark={mark}
    />
  );
}

/** A paper: its first page at once, the rest as it is turned to. Another paper needs another `key`. */
export function Reader(props: ReaderProps) {
  const { paper, presenting, elsewhere = null } = props;
  const [attach, frame] = useFrame();
  const reader = useReader(props, frame);
  const { pdf, page, pages, faces, settings } = reader;
  return (
    <section
      ref={attach}
      className={classes.reader}
      data-night={settings.night}
      aria-label={paper.title}
      onKeyDown={(event) => onReaderKey(event, reader)}
      tabIndex={-1}
    >
      <Toolbar title={paper.title} tools={reader.tools} onPresent={presenting?.on ? undefined : presenting?.start}>
        {props.tools}
      </Toolbar>
      <Found props={props} reader={reader} />
      <div className={classes.middle}>
        <Panel props={props} reader={reader} />
        <Desk props={props} reader={reader} />
      </div>
      <Turner
        page={page}
        pages={pages}
        across={reader.across}
        onGo={reader.go}
        following={reader.following}
        presenting={presenting?.on === true}
        elsewhere={elsewhere}
      />
      {faces.printing && <PrintDialog paper={paper} pdf={pdf} page={page} pages={pages} onClose={() => faces.setPrinting(false)} />}
    </section>
  );
}
