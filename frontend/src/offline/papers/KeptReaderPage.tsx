import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useTitle } from "@/app/title";
import { EmptyState } from "@/kit/States";
import { usePaper } from "@/meeting/reader/paper";
import { Reader } from "@/meeting/reader/Reader";
import { useKeptMark } from "@/rights/Watermark";
import type { KeptPaper } from "./keeper";
import classes from "./Offline.module.css";
import type { PaperInfo } from "./types";
import { UnlockCard } from "./UnlockCard";
import { useKeeper, useVault } from "./useKept";

const newestOf = (papers: readonly KeptPaper[], document: string | undefined) =>
  papers.filter((paper) => paper.document === document && paper.isReady).sort((a, b) => b.number - a.number)[0];

function Read({ info }: { info: PaperInfo }) {
  const [page, setPage] = useState(1);
  useTitle(info.title);
  const paper = usePaper({ id: info.document_id, version: info.version, title: info.title, pages: info.pages }, true);
  return <Reader paper={paper} page={page} onPage={setPage} mark={useKeptMark(info.mark)} />;
}

/** `/offline/:document`: a kept document in the same reader, with or without a network. */
export default function KeptReaderPage() {
  const { t } = useTranslation("offline");
  const { document } = useParams();
  const { papers } = useKeeper();
  const { kind } = useVault();
  const paper = newestOf(papers, document);
  return (
    <div className={classes.full}>
      <Link to="/offline" className={classes.back}>
        <IconArrowLeft size={20} aria-hidden />
        {t("title")}
      </Link>
      <div className={classes.reader}>
        {kind === "locked" && <UnlockCard />}
        {kind !== "locked" && paper?.info && <Read key={paper.id} info={paper.info} />}
        {kind !== "locked" && !paper && <EmptyState title={t("gone_title")} detail={t("gone_detail")} />}
      </div>
    </div>
  );
}
