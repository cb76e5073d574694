import { IconArrowsDiagonalMinimize2, IconFileText, IconPin } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import { EmptyState } from "@/kit/States";
import { KeepButton } from "@/library/KeepButton";
import { RightsTools, useTaking } from "@/rights/ReaderTools";
import { useMark, useReadAs } from "@/rights/Watermark";
import type { DocumentRow } from "@/live";
import { AnnotatedReader } from "@/notes/AnnotatedReader";
import { usePaper } from "../reader/paper";
import type { ReaderProps } from "../reader/Reader";
import { usePlace } from "../reader/usePlace";
import { useOwnReading, useReadingTime } from "../reader/useReadingTime";
import { useMeetingView } from "../shared/context";
import { isOver } from "../shared/selectors";
import { PinPicker } from "../shared/PinPicker";
import { usePin } from "../shared/pins";
import { Stage } from "../shared/Stage";
import { useProgramme } from "../shared/useProgramme";
import { FloatingPicture } from "./FloatingPicture";
import { Tabs } from "./Tabs";
import type { PictureChoice } from "./usePicture";
import { usePresenting } from "./usePresenting";
import { LiveTag, ProgrammeCaption } from "./ProgrammeCaption";
import classes from "./Tablet.module.css";
import type { Reading } from "./useReading";

function NoDocument() {
  const { t } = useTranslation("meeting");
  return (
    <div className={classes.noDocument}>
      <EmptyState
        icon={<IconFileText size={32} stroke={1.5} aria-hidden />}
        title={t("document.none_title")}
        detail={t("document.none_detail")}
      />
    </div>
  );
}

interface TimedProps extends Omit<ReaderProps, "paper" | "at" | "onPlace" | "elsewhere"> {
  row: DocumentRow;
  /** The version that was on this screen before this one came; null for none. */
  shownBefore: number | null;
}

/** The reader, whose pages and time are counted while it is on the screen, whose place and rights are kept. */
function TimedReader({ row, shownBefore, ...props }: TimedProps) {
  const { id, viewer } = useMeetingView();
  const paper = usePaper(row);
  const place = usePlace(paper, viewer.account_id, props.page);
  useReadingTime(id, row, props.page);
  const readVersion = useOwnReading(id).get(row.id)?.read_version ?? shownBefore;
  const mark = useMark(row);
  const taking = useTaking(row);
  const read = useReadAs(paper, row);
  const held = taking ? { ...read, fileUrl: null } : read;
  const tools = (
    <>
      {props.tools}
      <RightsTools row={row} taking={taking} />
    </>
  );
  return (
    <AnnotatedReader
      {...props}
      {...{ row, readVersion, mark, tools }}
      paper={held}
      mayPrint={taking === undefined}
      at={place.at}
      onPlace={place.keep}
      elsewhere={place.elsewhere}
    />
  );
}

/** The version of the document that this page showed before a newer one took its place before the reader's eyes. */
function useShownBefore(row: DocumentRow | null): number | null {
  const [shown, setShown] = useState<Readonly<Record<string, { version: number; before: number | null }>>>({});
  if (!row) return null;
  const known = shown[row.id];
  if (known?.version === row.version) return known.before;
  const before = known?.version ?? null;
  setShown({ ...shown, [row.id]: { version: row.version, before } });
  return before;
}

function ReadingPane({ reading, besidePicture }: { reading: Reading; besidePicture: boolean }) {
  const { viewer } = useMeetingView();
  const presenting = usePresenting(reading);
  const { row, presented } = reading;
  const shownBefore = useShownBefore(row);
  if (!row) return <NoDocument />;
  const isPresented = presented?.documentId === row.id;
  return (
    <>
      <Tabs reading={reading} />
      <TimedReader
        key={`${row.id} ${row.version} ${reading.find}`}
        find={reading.find}
        {...{ row, shownBefore }}
        page={reading.page}
        onPage={presenting.turn}
        following={{ active: presented !== null, on: reading.following, set: reading.follow }}
        shown={isPresented ? presented.shown : null}
        presenting={presenting}
        besidePicture={besidePicture}
        tools={viewer.person_id !== null && <KeepButton documentId={row.id} />}
      />
    </>
  );
}

/**
 * Which is large, picture or reader: as the person chose, else the picture while a screen is shared; the choice
 * holds until the next screen is shared.
 */
function usePictureFirst(shareId: string | null) {
  const [chosen, setChosen] = useState<{ first: boolean; shareId: string | null } | null>(null);
  const choice = chosen !== null && chosen.shareId === shareId ? chosen.first : null;
  return {
    first: choice ?? shareId !== null,
    choose: (first: boolean) => setChosen({ first, shareId }),
  };
}

/** The picture large, with the way back to the document and what this screen pins. */
function PicturePane({ onReader }: { onReader: () => void }) {
  const { t } = useTranslation("meeting");
  const pinning = usePin("tablet");
  const [picking, setPicking] = useState(false);
  return (
    <main className={classes.main}>
      <div className={classes.stageArea}>
        <Stage pins="tablet" taps>
          {(shown) => shown.speaking && shown.mode !== "grid" && <LiveTag />}
        </Stage>
      </div>
      <StageFoot>
        <IconButton label={t("pin.title")} aria-pressed={pinning.pin !== null} onClick={() => setPicking(true)}>
          <IconPin size={22} aria-hidden />
        </IconButton>
        <IconButton label={t("stage.to_reader")} onClick={onReader}>
          <IconArrowsDiagonalMinimize2 size={22} aria-hidden />
        </IconButton>
      </StageFoot>
      <PinPicker pinning={pinning} opened={picking} onClose={() => setPicking(false)} />
    </main>
  );
}

function StageFoot({ children }: { children: ReactNode }) {
  const { pin } = usePin("tablet");
  const programme = useProgramme({ pin });
  return (
    <div className={classes.stageFoot}>
      <div>
        <ProgrammeCaption programme={programme} />
      </div>
      <div className={classes.stageActs}>{children}</div>
    </div>
  );
}

/** The middle: the reader with the small picture over it, or the picture with the reader behind one tap. */
export function MainArea({ reading, picture }: { reading: Reading; picture: PictureChoice }) {
  const { meeting } = useMeetingView();
  const { pin } = usePin("tablet");
  const programme = useProgramme({ pin });
  const large = usePictureFirst(programme.mode === "share" ? (programme.share?.id ?? null) : null);
  const beside = picture.shown && !isOver(meeting);
  if (large.first && !picture.paused && !isOver(meeting)) return <PicturePane onReader={() => large.choose(false)} />;
  return (
    <main className={classes.main}>
      <ReadingPane reading={reading} besidePicture={beside} />
      {beside && (
        <FloatingPicture onSwap={() => large.choose(true)} onHide={() => picture.show(false)} caption={<ProgrammeCaption programme={programme} />}>
          <Stage pins="tablet">{(shown) => shown.speaking && shown.mode !== "grid" && <LiveTag />}</Stage>
        </FloatingPicture>
      )}
    </main>
  );
}
