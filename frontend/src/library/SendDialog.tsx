import { Button, Checkbox, Group, Modal, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { OWN_DUTIES_KEY, useOwnDuties } from "@/api/duties";
import { deliverOwnPaper, layOwnPaper, type OwnPaper, type Sent } from "@/api/library";
import { meetingKey, snapshotQuery, useMeetings } from "@/api/meetings";
import { useMay } from "@/api/session";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { date } from "@/kit/dates";
import { inOrder } from "@/prepare/agenda/order";
import { AboutFields, NOTHING_SAID } from "@/prepare/papers/AboutFields";

/** Where a paper goes: before an item of a meeting, or as what one's unit owes. */
type Target = { kind: "item"; meeting: string; item: string } | { kind: "duty"; duty: string };

const OVER = new Set(["ended", "closed", "cancelled"]);

interface ChooserProps {
  onChoose: (target: Target | null) => void;
}

/** The meetings of now and of the days to come that papers may be laid before. */
function useOpenMeetings() {
  const scopes = [useMeetings("today"), useMeetings("preparing"), useMeetings("upcoming")];
  const found = new Map(scopes.flatMap(({ data }) => data?.items ?? []).map((meeting) => [meeting.id, meeting]));
  return [...found.values()].filter(({ status }) => !OVER.has(status));
}

function ItemChooser({ onChoose }: ChooserProps) {
  const { t } = useTranslation("library");
  const meetings = useOpenMeetings();
  const [meeting, setMeeting] = useState<string | null>(null);
  const [item, setItem] = useState<string | null>(null);
  const snapshot = useQuery({ ...snapshotQuery(meeting ?? ""), enabled: meeting !== null });
  const mayLay = snapshot.data?.viewer.can.includes("upload_document") ?? true;
  const items = meeting && mayLay ? inOrder(snapshot.data?.parts.items ?? {}) : [];
  const choose = (next: string | null) => {
    setItem(next);
    onChoose(meeting && next ? { kind: "item", meeting, item: next } : null);
  };
  return (
    <>
      <Select
        searchable
        label={t("send.meeting")}
        placeholder={t("send.choose_meeting")}
        nothingFoundMessage={t("send.no_meeting")}
        data={meetings.map(({ id, title, scheduled_start }) => ({ value: id, label: `${title} · ${date(scheduled_start)}` }))}
        value={meeting}
        error={mayLay ? null : t("send.may_not")}
        onChange={(next) => {
          setMeeting(next);
          setItem(null);
          onChoose(null);
        }}
      />
      <Select
        label={t("send.item")}
        placeholder={t("send.choose_item")}
        disabled={items.length === 0}
        data={items.map(({ id, number, title }) => ({ value: id, label: `${number}. ${title}` }))}
        value={item}
        onChange={choose}
      />
    </>
  );
}

function DutyChooser({ onChoose }: ChooserProps) {
  const { t } = useTranslation("library");
  const { data } = useOwnDuties("open");
  const duties = data?.items ?? [];
  return (
    <Select
      searchable
      label={t("send.duty")}
      placeholder={t("send.choose_duty")}
      nothingFoundMessage={t("send.no_duty")}
      data={duties.map(({ id, wanted, meeting_title }) => ({ value: id, label: `${wanted} · ${meeting_title}` }))}
      onChange={(duty) => onChoose(duty ? { kind: "duty", duty } : null)}
    />
  );
}

function useSend(onClose: () => void) {
  const { t } = useTranslation("library");
  return useAct(
    async ({ target, sent }: { target: Target; sent: Sent }): Promise<void> => {
      if (target.kind === "item") await layOwnPaper(target.meeting, target.item, sent);
      else await deliverOwnPaper(target.duty, sent);
    },
    { done: t("send.done"), refresh: [OWN_DUTIES_KEY, meetingKey("").slice(0, 1)], onDone: onClose },
  );
}

/** Sends a paper of one's own to a meeting: where to, what it is, and that it holds no state secret. */
export function SendDialog({ paper, onClose }: { paper: OwnPaper; onClose: () => void }) {
  const { t } = useTranslation("library");
  const maySecretary = useMay("create_meeting");
  const [kind, setKind] = useState<Target["kind"]>(maySecretary ? "item" : "duty");
  const [target, setTarget] = useState<Target | null>(null);
  const [title, setTitle] = useState(paper.title);
  const [said, setSaid] = useState(NOTHING_SAID);
  const [declared, setDeclared] = useState(false);
  const send = useSend(onClose);
  const choose = (next: Target["kind"]) => {
    setKind(next);
    setTarget(null);
  };
  const body: Sent = { paper_id: paper.id, declared_not_secret: declared, title: title.trim(), ...said };
  return (
    <Modal opened onClose={onClose} title={t("send.title", { title: paper.title })} size="lg">
      <Stack>
        <Text c="dimmed">{t("send.lead")}</Text>
        {maySecretary && (
          <SegmentedControl
            aria-label={t("send.where")}
            value={kind}
            onChange={choose}
            data={[
              { value: "item" as const, label: t("send.to_item") },
              { value: "duty" as const, label: t("send.to_duty") },
            ]}
          />
        )}
        {kind === "item" ? <ItemChooser onChoose={setTarget} /> : <DutyChooser onChoose={setTarget} />}
        <TextInput label={t("prepare:upload.document_title")} maxLength={300} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
        <AboutFields said={said} onChange={setSaid} />
        <Checkbox
          checked={declared}
          onChange={(event) => setDeclared(event.currentTarget.checked)}
          label={t("prepare:upload.declare")}
          description={t("prepare:upload.declare_why")}
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("common:act.cancel")}</Button>
          <PrimaryButton disabled={!target || !declared || !title.trim()} loading={send.isPending} onClick={() => target && send.mutate({ target, sent: body })}>
            {t("send.act")}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}
