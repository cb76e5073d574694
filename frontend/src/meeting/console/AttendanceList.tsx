import { Anchor, Button, Group, Menu, Table, TextInput } from "@mantine/core";
import { IconChevronDown, IconDownload, IconWifiOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get } from "@/api/client";
import { clock } from "@/kit/dates";
import { LoadingState } from "@/kit/States";
import type { AttendanceStatus, ParticipantRow } from "@/live";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { LeaveForm, useLeaveWords } from "../shared/Leaving";
import { placeName } from "../shared/place";
import { isPresent, leavesOf, openLeave } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { needsFacts, SHOWN, shownPeople, type Facts, type FactsById, type Shown } from "./attendanceFilter";
import classes from "./Console.module.css";

const MARKS: AttendanceStatus[] = ["present_in_person", "present_online", "absent", "not_checked"];
const FRESH_MS = 15_000;

async function everyPage(meeting_id: string, signal: AbortSignal): Promise<ReadonlyMap<string, Facts>> {
  const found = new Map<string, Facts>();
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const answer = await get("/api/meetings/{meeting_id}/attendance", { path: { meeting_id }, query: { page } }, signal);
    pages = answer.pages;
    answer.items.forEach((row) => found.set(row.participant_id, row));
  }
  return found;
}

function useFacts(): FactsById {
  const { id, can } = useMeetingView();
  const { data } = useQuery({
    queryKey: ["meeting", id, "attendance"],
    queryFn: ({ signal }) => everyPage(id, signal),
    enabled: can("run_meeting"),
    staleTime: FRESH_MS,
  });
  return data ?? null;
}

function ReasonForm({ row, onClose }: { row: ParticipantRow; onClose: () => void }) {
  const { t } = useTranslation("meeting");
  const [reason, setReason] = useState("");
  const act = useCommand({ onDone: onClose });
  return (
    <form
      className={classes.reason}
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(acts.mark(row.id, { status: "absent", reason }));
      }}
    >
      <TextInput label={t("attendance.reason")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} autoFocus />
      <Button type="submit" loading={act.isPending}>
        {t("attendance.mark_absent")}
      </Button>
    </form>
  );
}

function MarkMenu({ row }: { row: ParticipantRow }) {
  const { t } = useTranslation("meeting");
  const { parts, meeting } = useMeetingView();
  const [asking, setAsking] = useState<"absent" | "leave" | null>(null);
  const act = useCommand();
  const out = openLeave(parts, row.id);
  const runs = meeting.status === "in_progress" || meeting.status === "paused";
  const mark = (status: AttendanceStatus) =>
    status === "absent" ? setAsking("absent") : act.mutate(acts.mark(row.id, { status, reason: "" }));
  if (asking === "absent") return <ReasonForm row={row} onClose={() => setAsking(null)} />;
  if (asking === "leave") return <LeaveForm participantId={row.id} onDone={() => setAsking(null)} />;
  return (
    <Menu>
      <Menu.Target>
        <Button
          size="sm"
          loading={act.isPending}
          rightSection={<IconChevronDown size={16} aria-hidden />}
          aria-label={t("attendance.mark_name", { name: row.full_name })}
        >
          {t("attendance.mark")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {out && runs && <Menu.Item onClick={() => act.mutate(acts.comeBack(row.id))}>{t("leaving.return")}</Menu.Item>}
        {!out && runs && isPresent(row) && <Menu.Item onClick={() => setAsking("leave")}>{t("leaving.send")}</Menu.Item>}
        {MARKS.filter((status) => status !== row.attendance).map((status) => (
          <Menu.Item key={status} onClick={() => mark(status)}>
            {t(`common:attendance.${status}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Status({ row }: { row: ParticipantRow }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const words = useLeaveWords();
  const away = parts.away[row.id];
  const facts = [row.checked_in_at && clock(row.checked_in_at), row.attendance_reason].filter(Boolean).join(" · ");
  return (
    <>
      {t(`common:attendance.${row.attendance}`)}
      {facts && <div className={classes.meta}>{facts}</div>}
      {leavesOf(parts, row.id).map((out) => (
        <div key={out.id} className={classes.meta}>
          {words(out)}
        </div>
      ))}
      {away && (
        <div className={classes.meta}>
          <IconWifiOff size={14} aria-hidden /> {t("attendance.away", { at: clock(away.since) })}
        </div>
      )}
    </>
  );
}

function FactsCells({ facts }: { facts: Facts | undefined }) {
  return (
    <>
      <Table.Td>{facts && Math.round(facts.line_seconds / 60)}</Table.Td>
      <Table.Td>{facts?.turns}</Table.Td>
      <Table.Td>{facts?.documents_opened}</Table.Td>
    </>
  );
}

function Row({ row, facts }: { row: ParticipantRow; facts: Facts | undefined }) {
  const { t } = useTranslation("meeting");
  const { can } = useMeetingView();
  const standsFor = row.stands_for && t("attendance.stands_for", { name: row.stands_for });
  return (
    <Table.Tr>
      <Table.Td>
        <strong>{row.full_name}</strong>
        <div className={classes.meta}>{[row.position, standsFor, placeName(row.site_name)].filter(Boolean).join(" · ")}</div>
      </Table.Td>
      <Table.Td>{t(`common:role.${row.role}`)}</Table.Td>
      <Table.Td>
        <Status row={row} />
      </Table.Td>
      <FactsCells facts={facts} />
      <Table.Td>{can("manage_attendance") && <MarkMenu row={row} />}</Table.Td>
    </Table.Tr>
  );
}

function Filters({ shown, onShow }: { shown: Shown; onShow: (shown: Shown) => void }) {
  const { t } = useTranslation("meeting");
  return (
    <Group gap="xs" role="group" aria-label={t("attendance.filter")} my="sm">
      {SHOWN.map((kind) => (
        <Button
          key={kind}
          size="sm"
          radius="xl"
          variant={kind === shown ? "filled" : "default"}
          aria-pressed={kind === shown}
          onClick={() => onShow(kind)}
        >
          {t(`attendance.shown.${kind}`)}
        </Button>
      ))}
    </Group>
  );
}

const FILES = ["people", "sites"] as const;
const FORMS = ["csv", "xlsx"] as const;

function Files() {
  const { t } = useTranslation("meeting");
  const { id } = useMeetingView();
  return (
    <Group gap="md" className={classes.export}>
      <IconDownload size={18} aria-hidden />
      {FILES.flatMap((of) =>
        FORMS.map((form) => (
          <Anchor key={of + form} href={`/api/meetings/${id}/attendance.${form}?of=${of}`} download>
            {t(`attendance.files.${of}`, { form: form.toUpperCase() })}
          </Anchor>
        )),
      )}
    </Group>
  );
}

const COLUMNS = ["name", "role", "status", "line", "turns", "papers"] as const;

/** Everybody who is asked, with filters, what they did, and the marks of the secretary. */
export function AttendanceList() {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const [words, setWords] = useState("");
  const [shown, setShown] = useState<Shown>("all");
  const facts = useFacts();
  const people = shownPeople(parts, shown, words, facts);
  return (
    <>
      <TextInput aria-label={t("attendance.search")} placeholder={t("attendance.search")} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      <Filters shown={shown} onShow={setShown} />
      <Files />
      {needsFacts(shown) && facts === null && <LoadingState label={t("gate.loading")} />}
      <Table.ScrollContainer minWidth={860}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              {COLUMNS.map((column) => (
                <Table.Th key={column}>{t(`attendance.${column}`)}</Table.Th>
              ))}
              <Table.Th>
                <span className={classes.hidden}>{t("attendance.mark")}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.map((row) => (
              <Row key={row.id} row={row} facts={facts?.get(row.id)} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {people.length === 0 && <p className={classes.empty}>{t("attendance.nobody")}</p>}
    </>
  );
}
