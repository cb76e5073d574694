import { IconArrowsDiagonalMinimize2, IconFileText } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/Buttons";
import { EmptyState } from "@/kit/States";
import { Reader } from "../reader/Reader";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { isOver } from "../shared/selectors";
import { Stage, useProgramme } from "../shared/Stage";
import { useCommand } from "../shared/useCommand";
import { FloatingPicture } from "./FloatingPicture";
import type { PictureChoice } from "./usePicture";
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

/** Shows a document to everybody; while one presents, turning one's own page turns everybody's. */
function usePresenting(reading: Reading) {
  const { can, meeting } = useMeetingView();
  const layout = useCommand();
  const [mine, setMine] = useState<string | null>(null);
  const { row, presented } = reading;
  const presenting = row !== null && mine === row.id && presented?.documentId === row.id;
  function show(page: number) {
    if (!row) return;
    setMine(row.id);
    reading.follow(true);
    layout.mutate(acts.layout({ mode: "document", document_id: row.id, page }));
  }
  return {
    possible: can("set_layout") && meeting.status === "in_progress",
    show: () => show(reading.page),
    turn: presenting ? show : reading.turn,
  };
}

function ReadingPane({ reading, besidePicture }: { reading: Reading; besidePicture: boolean }) {
  const presenting = usePresenting(reading);
  const { row, presented } = reading;
  if (!row) return <NoDocument />;
  return (
    <Reader
      row={row}
      page={reading.page}
      onPage={presenting.turn}
      following={{ active: presented !== null, on: reading.following, set: reading.follow }}
      besidePicture={besidePicture}
      onPresent={presenting.possible ? presenting.show : undefined}
    />
  );
}

/** The middle: the reader with the small picture over it, or the picture with the reader behind one tap. */
export function MainArea({ reading, picture }: { reading: Reading; picture: PictureChoice }) {
  const { t } = useTranslation("meeting");
  const { meeting } = useMeetingView();
  const [pictureFirst, setPictureFirst] = useState(false);
  const programme = useProgramme();
  const beside = picture.shown && !isOver(meeting);
  if (pictureFirst && !picture.paused) {
    return (
      <main className={classes.main}>
        <Stage>
          {(shown) => (
            <>
              {shown.speaking && <LiveTag />}
              <div className={classes.stageFoot}>
                <div>
                  <ProgrammeCaption programme={shown} />
                </div>
                <IconButton label={t("stage.to_reader")} onClick={() => setPictureFirst(false)}>
                  <IconArrowsDiagonalMinimize2 size={22} aria-hidden />
                </IconButton>
              </div>
            </>
          )}
        </Stage>
      </main>
    );
  }
  return (
    <main className={classes.main}>
      <ReadingPane reading={reading} besidePicture={beside} />
      {beside && (
        <FloatingPicture onSwap={() => setPictureFirst(true)} onHide={() => picture.show(false)} caption={<ProgrammeCaption programme={programme} />}>
          <Stage>{(shown) => shown.speaking && <LiveTag />}</Stage>
        </FloatingPicture>
      )}
    </main>
  );
}
