import { Button, Menu, Modal } from "@mantine/core";
import { IconChecklist, IconDots, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton, PrimaryButton } from "@/kit/Buttons";
import { StatusTag } from "@/kit/StatusTag";
import { ReasonDialog } from "@/kit/ReasonDialog";
import { confirmAct } from "@/kit/confirm";
import type { PollRow } from "@/live";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { lastClosedPoll, openPoll } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import classes from "./PollControls.module.css";
import { PollForm } from "./PollForm";
import { ProgressLine, Register } from "./Register";
import { BallotList, ResultFigures } from "./Result";
import { RuleLines } from "./RuleLines";
import { notVoted, progressOf, shortNames } from "./rules";

/** What would be cut short: how many have voted, who has not, and whether one is among them. */
function useCloseWords(poll: PollRow): string {
  const { t } = useTranslation("meeting");
  const { parts, me } = useMeetingView();
  const { cast, entitled } = progressOf(parts, poll);
  const missing = notVoted(parts, poll.id);
  const self = missing.some((row) => row.id === me?.id) && (me?.role === "chair" ? "poll.close_chair" : "poll.close_self");
  return [
    t("poll.close_cast", { cast, entitled }),
    missing.length > 0 && t("poll.close_missing", { names: shortNames(missing.map((row) => row.full_name)) }),
    self && t(self),
    t("poll.close_detail"),
  ].filter(Boolean).join(" ");
}

function OpenPoll({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  const act = useCommand();
  const detail = useCloseWords(poll);
  const close = () =>
    confirmAct({
      title: t("poll.close_title"),
      detail,
      act: t("poll.close"),
      onConfirm: () => act.mutate(acts.closePoll(poll.id)),
    });
  return (
    <article className={classes.poll} data-open>
      <StatusTag tone="ink" icon={<IconChecklist size={16} aria-hidden />}>
        {t("poll.status.open")}
      </StatusTag>
      <p className={classes.question}>{poll.question}</p>
      <ProgressLine poll={poll} />
      <div className={classes.row}>
        {poll.paused_at === null ? (
          <PrimaryButton className={classes.grow ?? ""} loading={act.isPending} onClick={close}>
            {t("poll.close")}
          </PrimaryButton>
        ) : (
          <Button className={classes.grow} loading={act.isPending} onClick={() => act.mutate(acts.resumePoll(poll.id))}>
            {t("poll.go_on")}
          </Button>
        )}
        <PollMenu poll={poll} />
      </div>
      <Register poll={poll} />
    </article>
  );
}

function CancelAsk({ poll, onClose }: { poll: PollRow; onClose: () => void }) {
  const { t } = useTranslation("meeting");
  const act = useCommand({ onDone: onClose });
  return (
    <ReasonDialog
      title={t("poll.cancel_title")}
      detail={poll.question}
      act={t("poll.cancel")}
      required
      pending={act.isPending}
      onAct={(reason) => act.mutate(acts.cancelPoll(poll.id, reason))}
      onClose={onClose}
    />
  );
}

function PollMenu({ poll, onEdit }: { poll: PollRow; onEdit?: () => void }) {
  const { t } = useTranslation("meeting");
  const [asking, setAsking] = useState(false);
  return (
    <>
      {asking && <CancelAsk poll={poll} onClose={() => setAsking(false)} />}
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton label={t("poll.more")} variant="default">
            <IconDots size={20} aria-hidden />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {onEdit && <Menu.Item onClick={onEdit}>{t("common:act.edit")}</Menu.Item>}
          <Menu.Item onClick={() => setAsking(true)}>{t("poll.cancel")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function DraftPoll({ poll, blocked, onEdit }: { poll: PollRow; blocked: boolean; onEdit: () => void }) {
  const { t } = useTranslation("meeting");
  const act = useCommand();
  return (
    <article className={classes.poll}>
      <StatusTag>{t("poll.status.draft")}</StatusTag>
      <p className={classes.question}>{poll.question}</p>
      <RuleLines poll={poll} />
      <div className={classes.row}>
        <Button
          className={classes.grow}
          leftSection={<IconChecklist size={20} aria-hidden />}
          disabled={blocked}
          loading={act.isPending}
          onClick={() => act.mutate(acts.openPoll(poll.id))}
        >
          {t("poll.open")}
        </Button>
        <PollMenu poll={poll} onEdit={onEdit} />
      </div>
    </article>
  );
}

function ClosedPoll({ poll }: { poll: PollRow }) {
  const { t } = useTranslation("meeting");
  return (
    <article className={classes.poll}>
      <StatusTag>{t("poll.status.closed")}</StatusTag>
      <p className={classes.question}>{poll.question}</p>
      <ResultFigures poll={poll} />
      <BallotList poll={poll} />
    </article>
  );
}

/** The polls of the meeting for who runs it: prepare, open, close, and the last result. */
export function PollControls() {
  const { t } = useTranslation("meeting");
  const { parts, meeting, can } = useMeetingView();
  const [editing, setEditing] = useState<PollRow | "new" | null>(null);
  const running = openPoll(parts);
  const drafts = Object.values(parts.polls).filter((poll) => poll.status === "draft");
  const last = lastClosedPoll(parts);
  const mayOpen = can("open_poll") && !["ended", "closed"].includes(meeting.status);
  return (
    <section className={classes.polls} aria-label={t("poll.title")}>
      <header className={classes.header}>
        <h2>{t("poll.title")}</h2>
        {mayOpen && (
          <Button variant="subtle" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEditing("new")}>
            {t("poll.new")}
          </Button>
        )}
      </header>
      {running && mayOpen && <OpenPoll poll={running} />}
      {mayOpen && drafts.map((poll) => (
        <DraftPoll
          key={poll.id}
          poll={poll}
          blocked={running !== null || meeting.status !== "in_progress"}
          onEdit={() => setEditing(poll)}
        />
      ))}
      {!running && last && <ClosedPoll poll={last} />}
      {!running && drafts.length === 0 && !last && <p className={classes.empty}>{t("poll.none")}</p>}
      <Modal opened={editing !== null} onClose={() => setEditing(null)} title={t(editing === "new" ? "poll.new" : "poll.form.edit_title")}>
        {editing !== null && <PollForm poll={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      </Modal>
    </section>
  );
}
