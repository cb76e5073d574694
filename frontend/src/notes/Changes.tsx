import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, type Schemas } from "@/api/client";
import { Pager } from "@/kit/Pager";
import { EmptyState, Loadable } from "@/kit/States";
import classes from "./notes.module.css";
import type { Noted } from "./types";

type ChangedPage = Schemas["ChangedPageRow"];
type Change = Schemas["DifferenceRow"]["change"];

interface ChangesProps {
  row: Noted;
  /** Null: the version that this person has read last. */
  since: number | null;
  onPage: (page: number) => void;
}

function useChanges(row: Noted, since: number | null, page: number) {
  return useQuery({
    queryKey: ["documents", row.id, "changes", row.version, since, page],
    queryFn: ({ signal }) =>
      get("/api/documents/{document_id}/changes", { path: { document_id: row.id }, query: { page, version: row.version, since: since ?? undefined } }, signal),
    staleTime: Infinity,
    placeholderData: (previous) => previous,
  });
}

interface Side {
  title: string;
  pieces: readonly Schemas["DifferenceRow"][];
  without: Change;
}

function OneSide({ title, pieces, without }: Side) {
  const shown = pieces.filter(({ change }) => change !== without);
  return (
    <div>
      <h4>{title}</h4>
      {shown.map(({ change, text }, index) =>
        change === "same" ? (
          <span key={index}>{text} </span>
        ) : change === "added" ? (
          <ins key={index}>{text} </ins>
        ) : (
          <del key={index}>{text} </del>
        ),
      )}
    </div>
  );
}

/** One page in both versions: what was taken out on the left, what was put in on the right. */
function Compared({ row, since, changed }: { row: Noted; since: number; changed: ChangedPage }) {
  const { t } = useTranslation("notes");
  const { old_page, new_page } = changed;
  const query = useQuery({
    queryKey: ["documents", row.id, "compared", since, row.version, old_page, new_page],
    queryFn: ({ signal }) =>
      get(
        "/api/documents/{document_id}/changes/page",
        { path: { document_id: row.id }, query: { since, version: row.version, old_page: old_page ?? undefined, new_page: new_page ?? undefined } },
        signal,
      ),
    staleTime: Infinity,
  });
  return (
    <Loadable query={query}>
      {({ pieces }) => (
        <div className={classes.compared} data-testid="compared">
          {old_page !== null && <OneSide title={t("changes.side", { version: since, page: old_page })} pieces={pieces} without="added" />}
          {new_page !== null && <OneSide title={t("changes.side", { version: row.version, page: new_page })} pieces={pieces} without="removed" />}
        </div>
      )}
    </Loadable>
  );
}

function ChangedLine({ row, since, changed, onPage }: { row: Noted; since: number; changed: ChangedPage; onPage: (page: number) => void }) {
  const { t } = useTranslation("notes");
  const [open, setOpen] = useState(false);
  const { kind, old_page, new_page, is_moved } = changed;
  const named = kind === "changed" && is_moved ? "changed_moved" : kind;
  return (
    <li className={classes.card} data-testid="changed-page" data-kind={kind}>
      <strong>{t(`changes.kind.${named}`, { old: old_page, page: new_page })}</strong>
      <div className={classes.acts}>
        {kind !== "moved" && (
          <Button aria-expanded={open} onClick={() => setOpen(!open)}>
            {t(open ? "changes.close" : "changes.compare")}
          </Button>
        )}
        {new_page !== null && <Button onClick={() => onPage(new_page)}>{t("page", { page: new_page })}</Button>}
      </div>
      {open && <Compared row={row} since={since} changed={changed} />}
    </li>
  );
}

/** What changed since one has read the document: the pages that differ, each to be compared. */
export function Changes({ row, since, onPage }: ChangesProps) {
  const { t } = useTranslation("notes");
  const [asked, setAsked] = useState(1);
  const query = useChanges(row, since, asked);
  if (row.version === 1) return <EmptyState title={t("changes.first")} />;
  return (
    <Loadable query={query}>
      {(found) => (
        <div className={classes.section}>
          <p>{t("changes.between", { since: found.since, version: found.version, same: found.same, differing: found.total })}</p>
          {row.note && <p className={classes.quote}>{row.note}</p>}
          {!found.has_text && <p className={classes.meta}>{t("changes.no_text")}</p>}
          {found.has_text && found.total === 0 && <EmptyState title={t("changes.none")} />}
          <ul className={classes.list}>
            {found.items.map((changed) => (
              <ChangedLine key={`${changed.old_page} ${changed.new_page}`} row={row} since={found.since} changed={changed} onPage={onPage} />
            ))}
          </ul>
          <Pager page={found} onPage={setAsked} />
        </div>
      )}
    </Loadable>
  );
}
