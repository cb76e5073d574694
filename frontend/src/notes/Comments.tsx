import { Button, Checkbox, Select } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { moment } from "@/kit/dates";
import { LimitedTextarea } from "@/kit/LimitedInput";
import { Pager } from "@/kit/Pager";
import { EmptyState, Loadable } from "@/kit/States";
import { useMeetingView } from "@/meeting/shared/context";
import { useCommand } from "@/meeting/shared/useCommand";
import { LONGEST_COMMENT, SHARINGS, commentActs, commentsSeq, useComments, type Comment, type Sharing, type Thread } from "./comments";
import type { Region } from "./NotesLayer";
import classes from "./notes.module.css";
import type { Noted } from "./types";

/** A place in the document that a comment shall be about. */
export interface About {
  page: number;
  region: number[];
  quote: string;
}

interface CommentsProps {
  row: Noted;
  page: number;
  about: About | null;
  onAbout: (about: About | null) => void;
  onPage: (page: number) => void;
  onRegions: (regions: Region[]) => void;
}

interface WriteProps {
  row: Noted;
  page: number;
  about: About | null;
  sharing: Sharing;
  onSent: () => void;
}

/** Says something of the document, of a page or of the place that was marked. */
function Write({ row, page, about, sharing, onSent }: WriteProps) {
  const { t } = useTranslation("notes");
  const [text, setText] = useState("");
  const [ofPage, setOfPage] = useState(true);
  const act = useCommand({
    done: t("comments.sent"),
    onDone: () => {
      setText("");
      onSent();
    },
  });
  const place = about ?? (ofPage ? { page } : {});
  return (
    <div className={classes.section}>
      {about?.quote && <blockquote className={classes.quote}>{about.quote}</blockquote>}
      <LimitedTextarea
        limit={LONGEST_COMMENT}
        size="md"
        autosize
        minRows={2}
        maxRows={8}
        label={t("comments.write")}
        description={t(`comments.readers.${sharing}`)}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {!about && <Checkbox size="md" label={t("comments.of_page", { page })} checked={ofPage} onChange={(event) => setOfPage(event.currentTarget.checked)} />}
      <PrimaryButton
        loading={act.isPending}
        disabled={!text.trim() || text.length > LONGEST_COMMENT}
        onClick={() => act.mutate(commentActs.make(row.id, { text: text.trim(), version: row.version, ...place }))}
      >
        {t("comments.send")}
      </PrimaryButton>
    </div>
  );
}

function Words({ comment, document }: { comment: Comment; document: string }) {
  const { t } = useTranslation("notes");
  const { viewer } = useMeetingView();
  const act = useCommand();
  const from = [comment.position, comment.unit_name].filter(Boolean).join(" · ");
  return (
    <>
      <strong>{comment.full_name}</strong>
      <div className={classes.meta}>
        {from} · <time dateTime={comment.made_at}>{moment(comment.made_at)}</time>
      </div>
      {comment.quote && <p className={classes.quote}>{comment.quote}</p>}
      <p>{comment.is_removed ? <em>{t("comments.removed")}</em> : comment.text}</p>
      {comment.person_id === viewer.person_id && !comment.is_removed && (
        <Button
         
          variant="subtle"
          onClick={() =>
            confirmAct({
              title: t("comments.remove"),
              detail: t("comments.remove_detail"),
              act: t("comments.remove"),
              onConfirm: () => act.mutate(commentActs.remove(document, comment.id)),
            })
          }
        >
          {t("comments.remove")}
        </Button>
      )}
    </>
  );
}

function Answer({ thread, row, onDone }: { thread: Thread; row: Noted; onDone: () => void }) {
  const { t } = useTranslation("notes");
  const [text, setText] = useState("");
  const act = useCommand({ onDone });
  return (
    <div className={classes.section}>
      <LimitedTextarea limit={LONGEST_COMMENT} autosize minRows={2} maxRows={6} label={t("comments.answer_to", { name: thread.full_name })} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <Button
        loading={act.isPending}
        disabled={!text.trim() || text.length > LONGEST_COMMENT}
        onClick={() => act.mutate(commentActs.make(row.id, { text: text.trim(), version: row.version, parent_id: thread.id }))}
      >
        {t("comments.send_answer")}
      </Button>
    </div>
  );
}

interface ThreadProps {
  thread: Thread;
  row: Noted;
  mayComment: boolean;
  onPage: (page: number) => void;
}

function ThreadCard({ thread, row, mayComment, onPage }: ThreadProps) {
  const { t } = useTranslation("notes");
  const { viewer, can } = useMeetingView();
  const [answering, setAnswering] = useState(false);
  const act = useCommand();
  const isResolved = thread.resolved_at !== null;
  const mayResolve = mayComment && !thread.is_removed && (can("run_meeting") || thread.person_id === viewer.person_id);
  const page = thread.page;
  const isOlder = thread.version !== row.version;
  return (
    <li className={classes.card} data-resolved={isResolved} data-testid="comment">
      <Words comment={thread} document={row.id} />
      <p className={classes.meta}>
        {t(`comments.sharing.${thread.sharing}`)}
        {isOlder && ` · ${t(page === null ? "comments.of_version" : "was_at", { page, version: thread.version })}`}
        {isResolved && ` · ${t("comments.resolved_by", { name: thread.resolved_by })}`}
      </p>
      <ul className={classes.replies}>
        {thread.replies.map((reply) => (
          <li key={reply.id}>
            <Words comment={reply} document={row.id} />
          </li>
        ))}
      </ul>
      <div className={classes.acts}>
        {page !== null && !isOlder && <Button onClick={() => onPage(page)}>{t("page", { page })}</Button>}
        {mayComment && !thread.is_removed && <Button onClick={() => setAnswering(!answering)}>{t("comments.answer")}</Button>}
        {mayResolve && (
          <Button loading={act.isPending} onClick={() => act.mutate(isResolved ? commentActs.reopen(row.id, thread.id) : commentActs.resolve(row.id, thread.id))}>
            {t(isResolved ? "comments.reopen" : "comments.resolve")}
          </Button>
        )}
      </div>
      {answering && <Answer thread={thread} row={row} onDone={() => setAnswering(false)} />}
    </li>
  );
}

/** What chair and secretaries choose and take along. */
function ForOrganisers({ row, sharing }: { row: Noted; sharing: Sharing }) {
  const { t } = useTranslation("notes");
  const { id } = useMeetingView();
  const act = useCommand({ done: t("comments.sharing_set") });
  return (
    <div className={classes.section}>
      <Select
        label={t("comments.sharing_label")}
        description={t("comments.sharing_detail")}
        allowDeselect={false}
        value={sharing}
        data={SHARINGS.map((value) => ({ value, label: t(`comments.sharing.${value}`) }))}
        onChange={(value) => value && act.mutate(commentActs.share(value))}
      />
      <div className={classes.acts}>
        {(["docx", "xlsx", "csv"] as const).map((kind) => (
          <Button key={kind} component="a" href={`/api/meetings/${id}/comments.${kind}?document_id=${row.id}`} download>
            {t(`comments.export.${kind}`)}
          </Button>
        ))}
        <Button component="a" href={`/api/meetings/${id}/comments.docx`} download>
          {t("comments.export.all")}
        </Button>
      </div>
    </div>
  );
}

/** What is said of the document: official, with name, for those whom the meeting chose. */
export function Comments({ row, page, about, onAbout, onPage, onRegions }: CommentsProps) {
  const { t } = useTranslation("notes");
  const { live, can } = useMeetingView();
  const [asked, setAsked] = useState(1);
  const query = useComments(row.id, commentsSeq(live.feed), asked);
  const threads = query.data?.items;
  useEffect(() => {
    const regions = (threads ?? []).flatMap((thread, index): Region[] =>
      thread.page !== null && thread.region.length === 4 && thread.version === row.version
        ? [{ id: thread.id, number: index + 1, page: thread.page, region: thread.region }]
        : [],
    );
    onRegions(regions);
    return () => onRegions([]);
  }, [threads, row.version, onRegions]);
  return (
    <Loadable query={query}>
      {({ items, sharing, may_comment, ...counted }) => (
        <div className={classes.section}>
          {may_comment && <Write row={row} page={page} about={about} sharing={sharing} onSent={() => onAbout(null)} />}
          {items.length === 0 && <EmptyState title={t("comments.none")} />}
          <ul className={classes.list}>
            {items.map((thread) => (
              <ThreadCard key={thread.id} thread={thread} row={row} mayComment={may_comment} onPage={onPage} />
            ))}
          </ul>
          <Pager page={counted} onPage={setAsked} />
          {can("run_meeting") && <ForOrganisers row={row} sharing={sharing} />}
        </div>
      )}
    </Loadable>
  );
}
