import { useElementSize } from "@mantine/hooks";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { PageView } from "../reader/PageView";
import { usePaperAddress } from "../reader/address";
import { usePdf } from "../reader/usePdf";
import classes from "./Stage.module.css";

/** A4; pages of another shape are fitted by width just the same. */
const PAGE_RATIO = 210 / 297;
const NO_QUERY = "";

/** One page of a document, as large as its place allows. */
export function PresentedPage({ documentId, page }: { documentId: string; page: number }) {
  const { t } = useTranslation("meeting");
  const { ref, width, height } = useElementSize();
  const { state } = usePdf(usePaperAddress(documentId));
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
