import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { useOwnPaper, type OwnPaper } from "@/api/library";
import { useTitle } from "@/app/title";
import { EmptyState, Loadable } from "@/kit/States";
import { paperOf } from "@/meeting/reader/paper";
import { Reader } from "@/meeting/reader/Reader";
import { useKeptMark } from "@/rights/Watermark";
import { readAt } from "./address";
import classes from "./Library.module.css";

function OwnReader({ paper }: { paper: OwnPaper }) {
  const [asked] = useSearchParams();
  const [page, setPage] = useState(Math.max(1, Number(asked.get("page")) || 1));
  useTitle(paper.title);
  const { base, id } = readAt(paper);
  const { version, title, pages } = paper;
  const read = useMemo(() => paperOf(base, { id, version, title, pages }), [base, id, version, title, pages]);
  return (
    <Reader key={read.key} paper={read} page={page} onPage={setPage} find={asked.get("find") ?? ""} mark={useKeptMark(paper.mark)} />
  );
}

function NotYet({ paper }: { paper: OwnPaper }) {
  const { t } = useTranslation("library");
  const why = paper.rejected_reason || t(paper.is_open ? "prepare:document.processing" : "kept.shut");
  return <EmptyState title={paper.title} detail={why} />;
}

/** One paper of one's own, or kept from a meeting, in the reader. */
export default function OwnPaperPage() {
  const { t } = useTranslation("library");
  const paper = useOwnPaper(useParams().id ?? "");
  const folder = paper.data?.folder_id;
  return (
    <div className={classes.reading}>
      <nav className={classes.back}>
        <Button component={Link} to={folder ? `/library?folder=${folder}` : "/library"} variant="subtle" leftSection={<IconArrowLeft size={20} aria-hidden />}>
          {t("title")}
        </Button>
      </nav>
      <main className={classes.paper}>
        <Loadable query={paper}>{(found) => (found.status === "ready" && found.is_open ? <OwnReader paper={found} /> : <NotYet paper={found} />)}</Loadable>
      </main>
    </div>
  );
}
