import { Button, Menu } from "@mantine/core";
import { IconArrowLeft, IconDots, IconSend, IconBan, IconLogin2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { cancelMeeting, publishMeeting, type MissingThing } from "@/api/prepare";
import { meetingKey } from "@/api/meetings";
import { useUser } from "@/api/session";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { meetingRoute } from "@/home/today";
import { IconButton, PrimaryButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { clockRange, weekdayDate } from "@/kit/dates";
import { MeetingStatusTag } from "@/kit/StatusTag";
import classes from "./PrepareHeader.module.css";

const PUBLISHABLE = new Set(["draft", "approved"]);
const RUNNABLE = new Set(["published", "in_progress", "paused"]);
const CANCELLABLE = new Set(["draft", "submitted", "approved", "returned", "published"]);

interface HeaderProps {
  open: OpenMeeting;
  /** Undefined while it is not known yet. */
  missing: MissingThing[] | undefined;
}

function PublishButton({ open, missing }: HeaderProps) {
  const { t } = useTranslation();
  const publish = useAct(() => publishMeeting(open.meeting.id), {
    done: t("prepare:publish.done"),
    refresh: [["meetings"], meetingKey(open.meeting.id)],
  });
  const blocking = missing?.filter((thing) => thing.blocking).length ?? 0;
  const counts = {
    people: Object.keys(open.parts.participants).length,
    sites: Object.keys(open.parts.sites).length,
    units: Object.keys(open.parts.units).length,
  };
  const ask = () =>
    confirmAct({
      title: t("prepare:publish.ask"),
      detail: t("prepare:publish.detail", counts),
      act: t("prepare:publish.act"),
      onConfirm: () => publish.mutate(undefined),
    });
  return (
    <PrimaryButton
      leftSection={<IconSend size={18} aria-hidden />}
      disabled={missing === undefined || blocking > 0}
      title={blocking > 0 ? t("prepare:publish.blocked", { count: blocking }) : undefined}
      loading={publish.isPending}
      onClick={ask}
    >
      {t("prepare:publish.act")}
    </PrimaryButton>
  );
}

function MoreMenu({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const cancel = useAct(() => cancelMeeting(open.meeting.id), { done: t("prepare:cancel.done"), refresh: [["meetings"]] });
  const ask = () =>
    confirmAct({
      title: t("prepare:cancel.ask"),
      detail: t("prepare:cancel.detail"),
      act: t("prepare:cancel.act"),
      onConfirm: () => cancel.mutate(undefined),
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={t("prepare:more")} variant="default">
          <IconDots size={20} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconBan size={18} />} onClick={ask} style={{ minHeight: "2.75rem" }}>
          {t("prepare:cancel.act")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Acts({ open, missing }: HeaderProps) {
  const { t } = useTranslation();
  const user = useUser();
  const { meeting, viewer } = open;
  const to = meetingRoute({ id: meeting.id, my_role: viewer.can.includes("run_meeting") && viewer.role !== "chair" ? "secretary" : null }, user);
  return (
    <div className={classes.acts}>
      {RUNNABLE.has(meeting.status) && (
        <Button component={Link} to={to} leftSection={<IconLogin2 size={18} aria-hidden />}>
          {t("home:meeting.enter")}
        </Button>
      )}
      {viewer.can.includes("publish") && PUBLISHABLE.has(meeting.status) && <PublishButton open={open} missing={missing} />}
      {viewer.can.includes("edit_meeting") && CANCELLABLE.has(meeting.status) && <MoreMenu open={open} />}
    </div>
  );
}

/** Which meeting is being prepared, its state, and the one red button. */
export function PrepareHeader({ open, missing }: HeaderProps) {
  const { t } = useTranslation();
  const { meeting } = open;
  const facts = [
    `${clockRange(meeting.scheduled_start, meeting.scheduled_end)}, ${weekdayDate(meeting.scheduled_start)}`,
    meeting.place,
    t("home:meeting.sites", { count: Object.keys(open.parts.sites).length }),
  ];
  return (
    <header className={classes.header}>
      <Link to="/meetings?scope=preparing" className={classes.back} aria-label={t("nav.back")}>
        <IconArrowLeft size={22} aria-hidden />
      </Link>
      <div className={classes.words}>
        <div className={classes.top}>
          <h1 className={classes.title}>{meeting.title}</h1>
          <MeetingStatusTag status={meeting.status} />
        </div>
        <p className={classes.facts}>{facts.filter(Boolean).join(" · ")}</p>
      </div>
      <Acts open={open} missing={missing} />
    </header>
  );
}
