import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { opinionPapers, useOpinion, type OpinionPaper } from "@/api/opinions";
import { useTitle } from "@/app/title";
import { EmptyState, Loadable } from "@/kit/States";
import library from "@/library/Library.module.css";
import { paperOf } from "@/meeting/reader/paper";
import { Reader } from "@/meeting/reader/Reader";

function OpinionReader({ opinion, paper }: { opinion: string; paper: OpinionPaper }) {
  const [page, setPage] = useState(1);
  useTitle(paper.title);
  const { id, title, pages } = paper;
  const read = useMemo(() => paperOf(opinionPapers(opinion), { id, version: 1, title, pages }), [opinion, id, title, pages]);
  return <Reader key={read.key} paper={read} page={page} onPage={setPage} find="" />;
}

/** One paper of a circulation in the reader. */
export default function OpinionPaperPage() {
  const { t } = useTranslation("opinions");
  const { id = "", paper = "" } = useParams();
  const opinion = useOpinion(id);
  return (
    <div className={library.reading}>
      <nav className={library.back}>
        <Button component={Link} to={`/opinions/${id}`} variant="subtle" leftSection={<IconArrowLeft size={20} aria-hidden />}>
          {t("title")}
        </Button>
      </nav>
      <main className={library.paper}>
        <Loadable query={opinion}>
          {({ parts }) => {
            const found = parts.papers[paper];
            return found ? <OpinionReader opinion={id} paper={found} /> : <EmptyState title={t("paper.gone")} />;
          }}
        </Loadable>
      </main>
    </div>
  );
}
