import { Button, Menu, Modal } from "@mantine/core";
import { IconChecklist, IconDots, IconPlus, IconRepeat } from "@tabler/icons-react";
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
import { PollClock } from "../shared/Clocks";
import { useCommand } from "../shared/useCommand";
import classes from "./PollControls.module.css";
import { PollForm } from "./PollForm";
import { PollTags } from "./PollTags";
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
      <div className={classes.tags}>
        <StatusTag tone="ink" icon={<IconChecklist size={16} aria-hidden />}>
          {t("poll.status.open")}
        </StatusTag>
        <PollTags poll={poll} />
        <PollClock poll={poll} className={classes.clock} />
      </div>
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

const MORE_MINUTES = [1, 5];

function PollMenu({ poll, onEdit }: { poll: PollRow; onEdit?: () => void }) {
  const { t } = useTranslation("meeting");
  const [asking, setAsking] = useState(false);
  const extend = useCommand();
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
          {poll.status === "open" &&
            MORE_MINUTES.map((count) => (
              <Menu.Item key={count} onClick={() => extend.mutate(acts.extendPoll(poll.id, 60 * count))}>
                {t("poll.extend", { count })}
              </Menu.Item>
            ))}
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
      <div className={classes.tags}>
        <StatusTag>{t("poll.status.draft")}</StatusTag>
        <PollTags poll={poll} />
      </div>
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

function ClosedPoll({ poll, onAgain }: { poll: PollRow; onAgain: (() => void) | null }) {
  const { t } = useTranslation("meeting");
  return (
    <article className={classes.poll}>
      <div className={classes.tags}>
        <StatusTag>{t("poll.status.closed")}</StatusTag>
        <PollTags poll={poll} />
      </div>
      <p className={classes.question}>{poll.question}</p>
      <ResultFigures poll={poll} />
      <BallotList poll={poll} />
      {onAgain && (
        <Button leftSection={<IconRepeat size={18} aria-hidden />} onClick={onAgain}>
          {t("poll.again")}
        </Button>
      )}
    </article>
  );
}

/** A poll that is changed, or a new one; `previous` is the one of which it is the next round. */
interface Editing {
  poll: PollRow | null;
  previous?: PollRow;
}

function titleOf(editing: Editing | null) {
  if (editing?.previous) return "poll.again" as const;
  return editing?.poll ? ("poll.form.edit_title" as const) : ("poll.new" as const);
}

/** The polls of the meeting for who runs it: prepare, open, close, and the last result. */
export function PollControls() {
  const { t } = useTranslation("meeting");
  const { parts, meeting, can } = useMeetingView();
  const [editing, setEditing] = useState<Editing | null>(null);
  const running = openPoll(parts);
  const drafts = Object.values(parts.polls).filter((poll) => poll.status === "draft");
  const last = lastClosedPoll(parts);
  const mayOpen = can("open_poll") && !["ended", "closed"].includes(meeting.status);
  return (
    <section className={classes.polls} aria-label={t("poll.title")}>
      <header className={classes.header}>
        <h2>{t("poll.title")}</h2>
        {mayOpen && (
          <Button variant="subtle" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEditing({ poll: null })}>
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
          onEdit={() => setEditing({ poll })}
        />
      ))}
      {!running && last && <ClosedPoll poll={last} onAgain={mayOpen ? () => setEditing({ poll: null, previous: last }) : null} />}
      {!running && drafts.length === 0 && !last && <p className={classes.empty}>{t("poll.none")}</p>}
      <Modal opened={editing !== null} onClose={() => setEditing(null)} title={t(titleOf(editing))}>
        {editing !== null && <PollForm {...editing} onClose={() => setEditing(null)} />}
      </Modal>
    </section>
  );
}
