import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { useOwnPaper, type OwnPaper } from "@/api/library";
import { useTitle } from "@/app/title";
import { EmptyState, Loadable } from "@/kit/States";
import type { DocumentRow } from "@/live";
import { PaperBase } from "@/meeting/reader/address";
import { Reader } from "@/meeting/reader/Reader";
import { readAt } from "./address";
import classes from "./Library.module.css";

/** What the reader asks of a paper; it belongs to no matter of an agenda here. */
function asRow(paper: OwnPaper): DocumentRow {
  const { title, filename, pages, size, sha256, status, rejected_code, rejected_reason, uploaded_at, version } = paper;
  const unsaid = { item_id: "", group: "main" as const, kind: "", agency: "", unit_name: "", note: "", uploaded_by: "", uploader_id: null };
  return { ...unsaid, id: readAt(paper).id, title, filename, pages, size, sha256, status, rejected_code, rejected_reason, uploaded_at, version };
}

const NOT_FOLLOWING = { active: false, on: false, set: () => undefined };

function OwnReader({ paper }: { paper: OwnPaper }) {
  const [asked] = useSearchParams();
  const [page, setPage] = useState(Math.max(1, Number(asked.get("page")) || 1));
  useTitle(paper.title);
  return (
    <PaperBase value={readAt(paper).base}>
      <Reader row={asRow(paper)} page={page} onPage={setPage} following={NOT_FOLLOWING} find={asked.get("find") ?? ""} />
    </PaperBase>
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
