import { useElementSize } from "@mantine/hooks";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { TurnClock } from "../shared/Clocks";
import { useMeetingView } from "../shared/context";
import { programmeOf, turnOf } from "../shared/selectors";
import { Picture } from "../shared/Stage";
import { PageView } from "../reader/PageView";
import { usePdf } from "../reader/usePdf";
import classes from "./Site.module.css";

/** A4; pages of another shape are fitted by width just the same. */
const PAGE_RATIO = 210 / 297;
const NO_QUERY = "";

function PresentedPage({ documentId, page }: { documentId: string; page: number }) {
  const { t } = useTranslation("meeting");
  const { ref, width, height } = useElementSize();
  const { state } = usePdf(documentId);
  const [drawn, setDrawn] = useState(false);
  const onPainted = useCallback(() => setDrawn(true), []);
  const pageWidth = Math.round(Math.min(width, height * PAGE_RATIO));
  return (
    <div className={classes.page} ref={ref} data-testid="presented-page" data-page={page}>
      <div className={classes.paper} style={{ width: pageWidth }}>
        {!drawn && page === 1 && pageWidth > 0 && (
          <img src={`/api/documents/${documentId}/first-page.webp`} alt={t("reader.first_page")} style={{ width: pageWidth }} />
        )}
        {state.status === "open" && (
          <PageView pdf={state.pdf} number={Math.min(page, state.pdf.document.numPages)} width={pageWidth} query={NO_QUERY} onPainted={onPainted} />
        )}
        {state.status === "failed" && <p className={classes.quiet}>{t("site.page_missing")}</p>}
      </div>
    </div>
  );
}

/** The presented page with the speaker beside it. */
export function DocumentFace() {
  const { parts, meeting } = useMeetingView();
  const programme = programmeOf(parts, meeting);
  const turn = turnOf(parts);
  if (!programme.documentId) return null;
  return (
    <div className={classes.documentFace}>
      <PresentedPage key={programme.documentId} documentId={programme.documentId} page={programme.page} />
      <div className={classes.beside}>
        <Picture identity={programme.identity} label={programme.place} className={classes.besidePicture} />
        <p className={classes.speakerName}>{programme.place || programme.person}</p>
        <p className={classes.speakerRole}>{programme.person}</p>
        {turn && programme.speaking && <TurnClock turn={turn} className={classes.speakerClock} />}
      </div>
    </div>
  );
}
