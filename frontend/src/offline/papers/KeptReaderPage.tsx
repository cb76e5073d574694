import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useUser } from "@/api/session";
import { useTitle } from "@/app/title";
import { EmptyState } from "@/kit/States";
import { usePaper } from "@/meeting/reader/paper";
import { useKeptPlaces, usePlace } from "@/meeting/reader/usePlace";
import { AnnotatedReader } from "@/notes/AnnotatedReader";
import { useKeptMark } from "@/rights/Watermark";
import type { KeptPaper } from "./keeper";
import classes from "./Offline.module.css";
import type { PaperInfo } from "./types";
import { UnlockCard } from "./UnlockCard";
import { useKeeper, useVault } from "./useKept";

const newestOf = (papers: readonly KeptPaper[], document: string | undefined) =>
  papers.filter((paper) => paper.document === document && paper.isReady).sort((a, b) => b.number - a.number)[0];

/** What is said to others needs the meeting and its server; one's own notes wait on this device. */
const PANELS = ["own"] as const;

function Read({ info }: { info: PaperInfo }) {
  const account = useUser().id;
  const { document_id: id, version, title, pages } = info;
  const { places } = useKeptPlaces(account);
  const [page, setPage] = useState(places[id]?.page ?? 1);
  useTitle(title);
  const paper = usePaper({ id, version, title, pages }, true);
  const place = usePlace(paper, account, page);
  const mark = useKeptMark(info.mark);
  return (
    <AnnotatedReader
      row={{ id, version, note: "" }}
      readVersion={null}
      panels={PANELS}
      {...{ paper, page, mark }}
      onPage={setPage}
      at={place.at}
      onPlace={place.keep}
    />
  );
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
