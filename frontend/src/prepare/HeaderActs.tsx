import { Button, Menu, Radio, Stack } from "@mantine/core";
import { IconBan, IconCheck, IconCopy, IconDots, IconLogin2, IconSend, IconArrowBackUp, IconClipboardCheck, IconRepeat, IconTemplate } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { cancelSeries } from "@/api/copies";
import { meetingKey } from "@/api/meetings";
import { approveMeeting, cancelMeeting, publishMeeting, returnMeeting, submitMeeting, withdrawMeeting, type MissingThing } from "@/api/prepare";
import { useUser } from "@/api/session";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { meetingRoute } from "@/home/today";
import { IconButton, PrimaryButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { ReasonDialog } from "@/kit/ReasonDialog";
import { CloneDialog, RepeatDialog, TemplateDialog } from "./CopyDialogs";
import classes from "./PrepareHeader.module.css";

const PUBLISHABLE = new Set(["draft", "approved"]);
const RETURNABLE = new Set(["submitted", "approved"]);
const RUNNABLE = new Set(["published", "in_progress", "paused"]);
const CANCELLABLE = new Set(["draft", "submitted", "approved", "returned", "published"]);
const WITHDRAWABLE = new Set(["submitted", "approved"]);
const ICON_SIZE = 18;

const CANCEL_SCOPES = ["this", "following"] as const;
type CancelScope = (typeof CANCEL_SCOPES)[number];

interface ActsProps {
  open: OpenMeeting;
  /** Undefined while it is not known yet. */
  missing: MissingThing[] | undefined;
}

function useMeetingAct(open: OpenMeeting, run: (id: string) => Promise<unknown>, done: string) {
  return useAct(() => run(open.meeting.id), { done, refresh: [["meetings"], meetingKey(open.meeting.id)] });
}

function PublishButton({ open, missing }: ActsProps) {
  const { t } = useTranslation();
  const publish = useMeetingAct(open, publishMeeting, t("prepare:publish.done"));
  const blocking = missing?.filter((thing) => thing.blocking).length ?? 0;
  const counts = {
    people: Object.keys(open.parts.participants).length,
    sites: Object.keys(open.parts.sites).length,
    units: Object.keys(open.parts.units).length,
  };
  const unreached = missing?.filter(({ code }) => code === "no_mail_address").map(({ message }) => message) ?? [];
  const ask = () =>
    confirmAct({
      title: t("prepare:publish.ask"),
      detail: [t("prepare:publish.detail", counts), ...unreached].join(" "),
      act: t("prepare:publish.act"),
      onConfirm: () => publish.mutate(undefined),
    });
  return (
    <PrimaryButton
      leftSection={<IconSend size={ICON_SIZE} aria-hidden />}
      disabled={missing === undefined || blocking > 0}
      title={blocking > 0 ? t("prepare:publish.blocked", { count: blocking }) : undefined}
      loading={publish.isPending}
      onClick={ask}
    >
      {t("prepare:publish.act")}
    </PrimaryButton>
  );
}

/** The chair's answer to what was submitted. */
function ApprovalButtons({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const [returning, setReturning] = useState(false);
  const approve = useMeetingAct(open, approveMeeting, t("prepare:approve.done"));
  const sendBack = useAct((reason: string) => returnMeeting(open.meeting.id, reason), {
    done: t("prepare:return.done"),
    refresh: [["meetings"]],
    onDone: () => setReturning(false),
  });
  return (
    <>
      <Button leftSection={<IconArrowBackUp size={ICON_SIZE} aria-hidden />} onClick={() => setReturning(true)}>
        {t("prepare:return.act")}
      </Button>
      {open.meeting.status === "submitted" && (
        <PrimaryButton
          leftSection={<IconCheck size={ICON_SIZE} aria-hidden />}
          loading={approve.isPending}
          onClick={() => approve.mutate(undefined)}
        >
          {t("prepare:approve.act")}
        </PrimaryButton>
      )}
      {returning && (
        <ReasonDialog
          title={t("prepare:return.ask")}
          act={t("prepare:return.act")}
          required
          pending={sendBack.isPending}
          onAct={sendBack.mutate}
          onClose={() => setReturning(false)}
        />
      )}
    </>
  );
}

/** Where the chair has to approve, or sent it back, the way on is to submit. */
function SubmitButton({ open, missing }: ActsProps) {
  const { t } = useTranslation();
  const submit = useMeetingAct(open, submitMeeting, t("prepare:submit.done"));
  const blocked = missing?.some((thing) => thing.blocking) ?? true;
  return (
    <PrimaryButton
      leftSection={<IconClipboardCheck size={ICON_SIZE} aria-hidden />}
      disabled={blocked}
      loading={submit.isPending}
      onClick={() => submit.mutate(undefined)}
    >
      {t("prepare:submit.act")}
    </PrimaryButton>
  );
}

/** Calls off this meeting, or this one and the following of its series. */
function CancelDialog({ open, onClose }: { open: OpenMeeting; onClose: () => void }) {
  const { t } = useTranslation();
  const [scope, setScope] = useState<CancelScope>("this");
  const inSeries = open.meeting.series_id !== null;
  const cancel = useAct(
    async (reason: string): Promise<unknown> => (scope === "this" ? cancelMeeting(open.meeting.id, reason) : cancelSeries(open.meeting.id, reason)),
    {
      done: t(scope === "this" ? "prepare:cancel.done" : "prepare:cancel.done_following"),
      refresh: [["meetings"], meetingKey(open.meeting.id)],
      onDone: onClose,
    },
  );
  const detail = (
    <>
      {t("prepare:cancel.detail")}
      {inSeries && (
        <Radio.Group mt="sm" aria-label={t("prepare:cancel.scope")} value={scope} onChange={(value) => setScope(value)}>
          <Stack component="span" gap="xs">
            {CANCEL_SCOPES.map((value) => (
              <Radio key={value} size="md" value={value} label={t(`prepare:cancel.scope_${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
      )}
    </>
  );
  return (
    <ReasonDialog
      title={t("prepare:cancel.ask")}
      detail={detail}
      act={t("prepare:cancel.act")}
      required
      pending={cancel.isPending}
      onAct={cancel.mutate}
      onClose={onClose}
    />
  );
}

type Asking = "cancel" | "clone" | "template" | "repeat" | null;

function MoreMenu({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Asking>(null);
  const submit = useMeetingAct(open, submitMeeting, t("prepare:submit.done"));
  const item = { style: { minHeight: "2.75rem" } };
  const { meeting } = open;
  const dialog = { meeting, onClose: () => setAsking(null) };
  const cancellable = CANCELLABLE.has(meeting.status);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton label={t("prepare:more")} variant="default">
            <IconDots size={20} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {meeting.status === "draft" && !meeting.needs_approval && (
            <Menu.Item {...item} leftSection={<IconClipboardCheck size={ICON_SIZE} />} onClick={() => submit.mutate(undefined)}>
              {t("prepare:submit.act")}
            </Menu.Item>
          )}
          <Menu.Item {...item} leftSection={<IconCopy size={ICON_SIZE} />} onClick={() => setAsking("clone")}>
            {t("prepare:copy.clone")}
          </Menu.Item>
          {cancellable && meeting.series_id === null && (
            <Menu.Item {...item} leftSection={<IconRepeat size={ICON_SIZE} />} onClick={() => setAsking("repeat")}>
              {t("prepare:series.make")}
            </Menu.Item>
          )}
          <Menu.Item {...item} leftSection={<IconTemplate size={ICON_SIZE} />} onClick={() => setAsking("template")}>
            {t("prepare:copy.template")}
          </Menu.Item>
          {cancellable && (
            <Menu.Item {...item} leftSection={<IconBan size={ICON_SIZE} />} onClick={() => setAsking("cancel")}>
              {t("prepare:cancel.act")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking === "cancel" && <CancelDialog open={open} onClose={dialog.onClose} />}
      {asking === "clone" && <CloneDialog {...dialog} />}
      {asking === "template" && <TemplateDialog {...dialog} />}
      {asking === "repeat" && <RepeatDialog {...dialog} />}
    </>
  );
}

/** What was submitted or approved becomes a draft again. */
function WithdrawButton({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const withdraw = useMeetingAct(open, withdrawMeeting, t("prepare:withdraw.done"));
  const ask = () =>
    confirmAct({ title: t("prepare:withdraw.ask"), detail: t("prepare:withdraw.detail"), act: t("prepare:withdraw.act"), onConfirm: () => withdraw.mutate(undefined) });
  return (
    <Button leftSection={<IconArrowBackUp size={ICON_SIZE} aria-hidden />} loading={withdraw.isPending} onClick={ask}>
      {t("prepare:withdraw.act")}
    </Button>
  );
}

/** What this viewer can do with the meeting as it stands; at most one of them is red. */
export function HeaderActs({ open, missing }: ActsProps) {
  const { t } = useTranslation();
  const user = useUser();
  const { meeting, viewer } = open;
  const can = new Set<string>(viewer.can);
  const mustSubmit = meeting.needs_approval && meeting.status === "draft";
  const to = meetingRoute({ id: meeting.id, my_role: viewer.role === "secretary" ? "secretary" : null }, user);
  return (
    <div className={classes.acts}>
      {RUNNABLE.has(meeting.status) && (
        <Button component={Link} to={to} leftSection={<IconLogin2 size={ICON_SIZE} aria-hidden />}>
          {t("home:meeting.enter")}
        </Button>
      )}
      {can.has("approve") && RETURNABLE.has(meeting.status) && <ApprovalButtons open={open} />}
      {can.has("edit_meeting") && WITHDRAWABLE.has(meeting.status) && <WithdrawButton open={open} />}
      {can.has("publish") && PUBLISHABLE.has(meeting.status) && !mustSubmit && <PublishButton open={open} missing={missing} />}
      {can.has("edit_meeting") && (meeting.status === "returned" || mustSubmit) && <SubmitButton open={open} missing={missing} />}
      {can.has("edit_meeting") && <MoreMenu open={open} />}
    </div>
  );
}
