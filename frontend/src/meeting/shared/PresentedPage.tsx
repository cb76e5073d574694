import { useElementSize } from "@mantine/hooks";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Marks, useMark, useReadAs } from "@/rights/Watermark";
import { WHOLE_PAGE, type Region } from "../reader/arrangement";
import { PagePicture } from "../reader/PagePicture";
import { PageView } from "../reader/PageView";
import { DOCUMENTS, paperOf } from "../reader/paper";
import { usePdf } from "../reader/usePdf";
import { useMeetingView } from "./context";
import { fitted } from "./fitted";
import classes from "./Stage.module.css";

/** A4, until the page tells its own shape. */
const USUAL_RATIO = 297 / 210;
const NO_QUERY = "";

interface PresentedPageProps {
  documentId: string;
  page: number;
  /** The part that the presenter sees; without it the whole page is shown. */
  region?: Region | null;
}

/** One page of a document, or the part of it that is presented, as large as its place allows. */
export function PresentedPage({ documentId, page, region = null }: PresentedPageProps) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const { ref, width, height } = useElementSize();
  const row = parts.documents[documentId];
  const version = row?.version ?? 1;
  const paper = useMemo(() => paperOf(DOCUMENTS, { id: documentId, version, title: "", pages: null }), [documentId, version]);
  const { state } = usePdf(useReadAs(paper, row));
  const [drawn, setDrawn] = useState<{ ratio: number } | null>(null);
  const onPainted = useCallback((ratio: number) => setDrawn({ ratio }), []);
  const fit = fitted({ width, height }, drawn?.ratio ?? USUAL_RATIO, region ?? WHOLE_PAGE);
  const mark = useMark(row);
  const first = page === 1 ? paper.picture(1, "full") : null;
  return (
    <div className={classes.page} ref={ref} data-testid="presented-page" data-page={page} data-part={region !== null}>
      <div className={classes.paper} style={{ width: fit.width, transform: `translate(${fit.left}px, ${fit.top}px)` }}>
        {drawn === null && first !== null && <PagePicture url={first} className={classes.firstPage} alt={t("reader.page_picture", { number: 1 })} />}
        {state.status === "open" && width > 0 && (
          <PageView pdf={state.pdf} number={Math.min(page, state.pdf.document.numPages)} width={fit.width} query={NO_QUERY} onPainted={onPainted} />
        )}
        {mark !== null && <Marks mark={mark} width={fit.width} height={fit.width * (drawn?.ratio ?? USUAL_RATIO)} />}
        {state.status === "failed" && <p className={classes.quiet}>{t("site.page_missing")}</p>}
      </div>
    </div>
  );
}
